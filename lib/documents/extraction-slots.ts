import { bulkhead } from '@/lib/traffic/bulkhead';

/** Child processes at once: each may take a core and a gigabyte. The worker bounds how many wait. */
const RULES = { slots: 2, waiting: 100, full: 'Too many documents are being read at this moment.' };

/** Runs `work` when a slot is free, first come first served. Rejects with the signal's reason. */
export function inExtractionSlot<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return bulkhead('extraction', RULES).run(work, signal);
}
