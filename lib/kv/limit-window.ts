/**
 * A sliding window over a ring of sub-buckets. The oldest, partly expired bucket counts in full, so
 * the window never admits more than its limit in any span of its length; what it gives up is at most
 * one sub-bucket's worth of admissions.
 */
export interface LimitWindow {
  /** Start of the newest bucket, in buckets since the epoch. */
  head: number;
  counts: number[];
}

const WINDOW_MS = 60_000;
const BUCKETS = 60;
const BUCKET_MS = WINDOW_MS / BUCKETS;

export function emptyWindow(): LimitWindow {
  return { head: 0, counts: new Array<number>(BUCKETS + 1).fill(0) };
}

/** Moves the window to `nowMs`. A clock that went backwards leaves it where it was. */
export function advance(window: LimitWindow, nowMs: number): void {
  const bucket = Math.floor(nowMs / BUCKET_MS);
  if (bucket <= window.head) return;
  const size = window.counts.length;
  for (let step = Math.max(window.head + 1, bucket - size + 1); step <= bucket; step++)
    window.counts[step % size] = 0;
  window.head = bucket;
}

export function total(window: LimitWindow): number {
  return window.counts.reduce((sum, n) => sum + n, 0);
}

export function add(window: LimitWindow): void {
  const index = window.head % window.counts.length;
  window.counts[index] = (window.counts[index] ?? 0) + 1;
}

/** Milliseconds until one more admission fits under `limit`. */
export function retryAfterMs(window: LimitWindow, limit: number, nowMs: number): number {
  const size = window.counts.length;
  let left = total(window);
  for (let step = window.head - size + 1; step <= window.head; step++) {
    left -= window.counts[((step % size) + size) % size] ?? 0;
    if (left < limit) return Math.max(1, (step + size) * BUCKET_MS - nowMs);
  }
  return WINDOW_MS;
}
