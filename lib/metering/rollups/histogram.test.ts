import { describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { boundsOf, bucketOf, type Histogram, mergeHistograms, quantileOf } from './histogram';

let seed = 7;
/** Times over nine orders of magnitude, in milliseconds. */
function randomTime(): number {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return 10 ** ((seed / 2147483648) * 9 - 2);
}
const times = (n: number) => Array.from({ length: n }, randomTime);

function histogramOf(of: readonly number[]): Histogram {
  return mergeHistograms(of.map((ms) => new Map([[bucketOf(ms), 1]])));
}

describe('histograms of times', () => {
  it('have buckets that hold what is put into them and follow one another', () => {
    for (const ms of times(20_000)) {
      const [low, high] = boundsOf(bucketOf(ms));
      expect(low).toBeLessThanOrEqual(ms);
      expect(ms).toBeLessThan(high);
    }
    for (let bucket = 0; bucket < 600; bucket++) {
      expect(boundsOf(bucket)[1]).toBe(boundsOf(bucket + 1)[0]);
      expect(bucketOf(boundsOf(bucket)[0])).toBe(bucket);
    }
  });

  it('have the same buckets in PostgreSQL', async () => {
    const edges = Array.from({ length: 560 }, (_, bucket) => boundsOf(bucket)[0]);
    const all = [...times(5000), ...edges, ...edges.map((ms) => ms * (1 - 1e-12)), -1];
    const rows = await asSuperuser<{ bucket: number }>(
      'select tenancy.time_bucket(ms) as bucket from unnest($1::float8[]) with ordinality u (ms, n) order by n',
      [all],
    );
    expect(rows.map((row) => row.bucket)).toEqual(all.map(bucketOf));
  });

  it('merge in any order and grouping', () => {
    const [a, b, c] = [histogramOf(times(300)), histogramOf(times(200)), histogramOf(times(7))];
    const sorted = (of: Histogram) => [...of].sort((x, y) => x[0] - y[0]);
    const sum = sorted(mergeHistograms([a, b, c]));
    expect(sorted(mergeHistograms([c, b, a]))).toEqual(sum);
    expect(sorted(mergeHistograms([mergeHistograms([a, b]), c]))).toEqual(sum);
    expect(sorted(mergeHistograms([a, mergeHistograms([b, c])]))).toEqual(sum);
    expect(sorted(mergeHistograms([a]))).toEqual(sorted(a));
  });

  it('give quantiles within 1/32 of the exact ones, also from merged parts', () => {
    for (const n of [1, 2, 10, 101, 4000]) {
      const all = times(n);
      const exact = [...all].sort((a, b) => a - b);
      const parts = [0, 1, 2].map((k) => histogramOf(all.filter((_, i) => i % 3 === k)));
      for (const q of [0, 0.01, 0.5, 0.95, 0.99, 1]) {
        const want = exact[Math.max(Math.ceil(q * n), 1) - 1] ?? 0;
        const got = quantileOf(mergeHistograms(parts), q) ?? 0;
        expect(Math.abs(got - want)).toBeLessThanOrEqual(Math.max(want / 32, 0.001));
      }
    }
    expect(quantileOf(new Map(), 0.5)).toBeNull();
  });
});
