import { log } from '@/lib/log';
import { staleHolds } from '@/lib/tenancy/verify-work';
import { settle } from './settle';

/** A hold not renewed for this long belongs to a process that is gone. */
const STALE_SECONDS = 45;
const BATCH = 100;

/** Settles orphaned holds at their bound, marked estimated; one that cannot be settled keeps no other back. */
export async function sweepHolds(): Promise<void> {
  for (const { ctx, reservationId } of await staleHolds(STALE_SECONDS, BATCH)) {
    const hold = { tenant: ctx.tenantId, reservation: reservationId };
    try {
      await settle(ctx, reservationId, { outcome: 'unknown', usage: undefined, estimated: true });
      log.warn(hold, 'an orphaned hold was settled at its bound');
    } catch (error) {
      log.error({ ...hold, err: error }, 'an orphaned hold could not be settled');
    }
  }
}
