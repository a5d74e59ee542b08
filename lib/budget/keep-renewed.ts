import { log } from '@/lib/log';
import { holdProof } from './hold-proof';
import type { Reservation } from './reservation';
import { renewHold } from './settle';

const RENEW_MS = 15_000;

/** Tells the sweeper, until the returned stop is called, that somebody works under the hold. */
export function keepRenewed(reservation: Reservation): () => void {
  const renewal = setInterval(() => {
    renewHold(holdProof(reservation), reservation.id).catch((error) =>
      log.warn({ err: String(error) }, 'a hold could not be renewed'),
    );
  }, RENEW_MS);
  return () => clearInterval(renewal);
}
