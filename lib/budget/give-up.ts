import { clock, now } from '@/lib/clock';
import { log } from '@/lib/log';
import { runStep } from './batch';

/** Longer than a statement may run: what was sent before that has happened by then, or never will. */
const ROUNDS_MS = [0, 2_000, 35_000];
const PATIENCE_MS = 300_000;

/**
 * Cancels a hold of which nobody knows whether it was taken, beside whatever else goes on: no call is made
 * under it, and the sweeper would charge it at its bound.
 */
export function giveUp(hold: { tenantId: string; id: string; secret: string }): void {
  const { tenantId, id, secret } = hold;
  const cancel = async () => {
    for (const wait of ROUNDS_MS) {
      if (wait > 0) await clock().sleep(wait);
      const step = { kind: 'cancel', tenantId, id, proof: { secret }, at: now() } as const;
      if ((await runStep(step, PATIENCE_MS)).kind !== 'absent') return;
    }
  };
  cancel().catch((error: Error) =>
    log.warn({ err: error.message, tenant: tenantId, reservation: id }, 'a hold was not cancelled'),
  );
}
