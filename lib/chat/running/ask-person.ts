import { clock } from '@/lib/clock';
import { notFound } from '@/lib/errors';
import { tenantStreams } from '@/lib/kv/tenant-streams';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** How long an answer waits for its person before it goes on without the call. */
export const PATIENCE_MS = 180_000;

export type Decision = 'allowed' | 'denied' | 'expired';

export interface Asked {
  /** Waits until the person has decided or their time is over. Rejects with the signal's reason. */
  decision(signal: AbortSignal): Promise<Decision>;
}

/** Each of the two answers is a short-lived stream of the person's own that is stopped by giving it. */
const nameOf = (id: string, allow: boolean) => `${id}:${allow ? 'allow' : 'deny'}`;

/** From now on the person of the context can decide about the call, on whichever process they are. */
export async function askPerson(ctx: TenantContext, id: string): Promise<Asked> {
  let decide: (decision: Decision) => void = () => undefined;
  const decided = new Promise<Decision>((resolve) => {
    decide = resolve;
  });
  const streams = tenantStreams(ctx);
  const writers = [
    await streams.begin(nameOf(id, true), () => decide('allowed')),
    await streams.begin(nameOf(id, false), () => decide('denied')),
  ];
  return {
    async decision(signal) {
      const over = new AbortController();
      const waited = clock()
        .sleep(PATIENCE_MS, AbortSignal.any([signal, over.signal]))
        .then((): Decision => 'expired');
      try {
        return await Promise.race([decided, waited]);
      } finally {
        waited.catch(() => undefined);
        over.abort();
        for (const writer of writers) writer?.end();
      }
    },
  };
}

/** Gives the answer of the person for a call that waits for them. Throws `not_found` for any other call. */
export async function decideCall(ctx: TenantContext, id: string, allow: boolean): Promise<void> {
  authorize(ctx, 'chat:ask');
  if (!(await tenantStreams(ctx).stop(nameOf(id, allow)))) throw notFound();
}
