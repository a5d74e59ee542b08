import { LRUCache } from 'lru-cache';
import { clock } from '@/lib/clock';
import { processState } from '@/lib/process-state';
import { forgettable } from '@/lib/tenant-caches';

interface Reading {
  value: Promise<unknown>;
  /** Until when it serves everybody who asks, ms since the epoch. */
  until: number;
  at: number;
  askedAt: number;
}

/** The least time that a reading serves. */
const LEAST_MS = 10_000;
/** Of a core: what all that are looked at together may take. */
const SHARE = 0.02;
const LOOKED_AT_MS = 60_000;

const readings = processState('console.readings', () => new LRUCache<string, Reading>({ max: 50 }));

// Whose figures are in one is not known from outside; the next look reads again.
forgettable('readings', () => {
  const { size } = readings;
  readings.clear();
  return size;
});

/**
 * What `read` gives, one reading for everybody who asks on this instance: viewers cost nothing more. A reading serves until
 * its time is a fiftieth of the time since, shared with the others that are looked at, so that live pages take at most
 * 2% of a core however many look. For platform data that every role that may ask sees alike.
 */
export async function sharedReading<T>(
  name: string,
  read: () => Promise<T>,
): Promise<{ value: T; at: number }> {
  const now = clock().now();
  const kept = readings.get(name);
  if (kept && now < kept.until) {
    kept.askedAt = now;
    return { value: (await kept.value) as T, at: kept.at };
  }
  const from = performance.now();
  const value = read();
  // While it is read, whoever asks waits for the same.
  const reading: Reading = { value, until: Number.POSITIVE_INFINITY, at: now, askedAt: now };
  readings.set(name, reading);
  try {
    const done = await value;
    const tookMs = performance.now() - from;
    reading.until = now + Math.max(LEAST_MS, (tookMs / SHARE) * lookedAt(now));
    return { value: done, at: now };
  } catch (error) {
    if (readings.get(name) === reading) readings.delete(name);
    throw error;
  }
}

function lookedAt(now: number): number {
  let count = 0;
  for (const { askedAt } of readings.values()) if (askedAt > now - LOOKED_AT_MS) count += 1;
  return Math.max(count, 1);
}
