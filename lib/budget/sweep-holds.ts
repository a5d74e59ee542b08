import { log } from '@/lib/log';
import { staleHolds } from '@/lib/tenancy/verify-work';
import { settle } from './settle';

/** A hold not renewed for this long belongs to a process that is gone. */
const STALE_SECONDS = 45;
const BATCH = 100;

/** Settles orphaned holds at their bound, marked estimated. Returns how many. */
export async function sweepHolds(): Promise<number> {
  const holds = await staleHolds(STALE_SECONDS, BATCH);
  for (const hold of holds) {
    await settle(hold.ctx, hold.reservationId, {
      outcome: 'unknown',
      usage: undefined,
      estimated: true,
    });
    log.warn(
      { tenant: hold.ctx.tenantId, reservation: hold.reservationId },
      'an orphaned hold was settled at its bound',
    );
  }
  return holds.length;
}
