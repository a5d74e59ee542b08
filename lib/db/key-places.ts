import { bulkhead } from '@/lib/traffic/bulkhead';

const FULL = 'Too many API keys are being verified at this moment.';
/** Whoever sends them: made-up keys take no more of the connections that all work on. */
const VERIFYING = { slots: 3, waiting: 200, full: FULL };
/** From where most are made up, so that they hold up nobody else's. */
const DOUBTED = { slots: 1, waiting: 20, full: FULL };

/**
 * Runs the verification of a key in one of the places for that. `doubted`: it comes from where most are made up. Throws
 * `store_unavailable` with a time when they are taken.
 */
export function inKeyPlace<T>(doubted: boolean, verify: () => Promise<T>): Promise<T> {
  const places = doubted
    ? bulkhead('key verification, doubted', DOUBTED)
    : bulkhead('key verification', VERIFYING);
  return places.run(verify);
}
