/**
 * A histogram of times in fixed buckets, so that those of any spans can be added up and read as one. Keys are
 * bucket numbers, values how many times fell into them.
 *
 * Buckets are those of HdrHistogram with four significant bits: below 16 us one a microsecond, above it 16 of equal
 * width between one power of two and the next. A bucket's middle is at most 1/32 (3.2%) away from any time in it.
 * `tenancy.time_bucket` is the same in SQL.
 */
export type Histogram = ReadonlyMap<number, number>;

const STEPS = 16;

/** The bucket of a time in milliseconds; what is below zero counts as zero. */
export function bucketOf(ms: number): number {
  const micros = Math.floor(Math.max(ms, 0) * 1000);
  const octave = Math.max(Math.floor(Math.log2(micros / STEPS)), -1);
  // The logarithm of a whole power of two is exact, that of its neighbours may round across it.
  for (const power of [octave + 1, octave, octave - 1]) {
    if (power >= 0 && micros >= STEPS * 2 ** power)
      return power * STEPS + Math.floor(micros / 2 ** power);
  }
  return micros;
}

/** Bounds in milliseconds: the first belongs to the bucket, the second to the next one. */
export function boundsOf(bucket: number): [number, number] {
  if (bucket < 2 * STEPS) return [bucket / 1000, (bucket + 1) / 1000];
  const power = Math.floor(bucket / STEPS) - 1;
  const low = (bucket - power * STEPS) * 2 ** power;
  return [low / 1000, (low + 2 ** power) / 1000];
}

/** The sum of any number of histograms; in which order does not matter. */
export function mergeHistograms(all: Iterable<Histogram>): Map<number, number> {
  const sum = new Map<number, number>();
  for (const one of all) {
    for (const [bucket, count] of one) sum.set(bucket, (sum.get(bucket) ?? 0) + count);
  }
  return sum;
}

/** A histogram as it is stored: bucket numbers, and as many counts. */
export function toHistogram(buckets: readonly number[], counts: readonly number[]): Histogram {
  return new Map(buckets.map((bucket, i) => [bucket, counts[i] ?? 0]));
}

/**
 * The time in milliseconds that a share of `q` of all times does not exceed (nearest rank), as the middle of its
 * bucket; null of nothing.
 */
export function quantileOf(histogram: Histogram, q: number): number | null {
  let count = 0;
  for (const each of histogram.values()) count += each;
  const rank = Math.max(Math.ceil(q * count), 1);
  let seen = 0;
  for (const bucket of [...histogram.keys()].sort((a, b) => a - b)) {
    seen += histogram.get(bucket) ?? 0;
    if (seen >= rank) {
      const [low, high] = boundsOf(bucket);
      return (low + high) / 2;
    }
  }
  return null;
}
