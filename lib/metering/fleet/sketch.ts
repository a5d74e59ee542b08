/**
 * Counts of times in logarithmic buckets, so that those of any spans can be added up and their quantiles stay within 1% of
 * the exact ones: DDSketch (Masson, Rim, Lee: "DDSketch", VLDB 2019) without its limit of buckets. A time of x microseconds is
 * in bucket ⌈log_γ x⌉, of which 2γ^i/(γ+1) is at most (γ−1)/(γ+1) = 0.98% away. `tenancy.sketch_bucket` fills them.
 */
export type Sketch = Float64Array;

const GAMMA = 1.0198;
/** The last bucket begins at 68 days. */
const BUCKETS = 1501;
/** A stored bucket: its number and its count, big-endian. */
const BYTES = 6;

export function emptySketch(): Sketch {
  return new Float64Array(BUCKETS);
}

/** Adds what is stored; several stored sketches one after the other are as good as one. */
export function addStored(sum: Sketch, stored: Buffer): void {
  for (let at = 0; at + BYTES <= stored.length; at += BYTES) {
    const bucket = stored.readUInt16BE(at);
    sum[bucket] = (sum[bucket] ?? 0) + stored.readUInt32BE(at + 2);
  }
}

export function addSketch(sum: Sketch, other: Sketch): void {
  for (let bucket = 0; bucket < BUCKETS; bucket += 1)
    sum[bucket] = (sum[bucket] ?? 0) + (other[bucket] ?? 0);
}

/** The times in milliseconds that these shares of all times do not exceed (nearest rank); null of nothing. `shares` rise. */
export function quantilesOf(sketch: Sketch, shares: readonly number[]): (number | null)[] {
  const count = sketch.reduce((sum, each) => sum + each, 0);
  if (count === 0) return shares.map(() => null);
  let bucket = -1;
  let seen = 0;
  return shares.map((share) => {
    const rank = Math.max(Math.ceil(share * count), 1);
    while (seen < rank && bucket < BUCKETS - 1) {
      bucket += 1;
      seen += sketch[bucket] ?? 0;
    }
    return (2 * GAMMA ** bucket) / (GAMMA + 1) / 1000;
  });
}
