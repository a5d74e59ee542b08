import { describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { addSketch, addStored, emptySketch, quantilesOf, type Sketch } from './sketch';

let seed = 11;
/** Times over seven orders of magnitude, in milliseconds. */
function randomTime(): number {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return 10 ** ((seed / 2147483648) * 7 - 1);
}
const times = (n: number) => Array.from({ length: n }, randomTime);

/** As PostgreSQL stores it. */
async function storedOf(all: readonly number[]): Promise<Buffer> {
  const [row] = await asSuperuser<{ sketch: Buffer }>(
    `select coalesce(string_agg(int2send(x.at) || int4send(x.n), ''::bytea order by x.at), '') as sketch from (
       select tenancy.sketch_bucket(ms) as at, count(*)::int as n from unnest($1::float8[]) ms group by 1) x`,
    [all],
  );
  if (!row) throw new Error('There is no sketch.');
  return row.sketch;
}

function sketchOf(...stored: Buffer[]): Sketch {
  const sum = emptySketch();
  for (const each of stored) addStored(sum, each);
  return sum;
}

const SHARES = [0, 0.01, 0.5, 0.95, 0.99, 1];

describe('sketches of times', () => {
  it('give quantiles within 1% of the exact ones, also from parts in any grouping', async () => {
    for (const n of [1, 2, 10, 101, 5000]) {
      const all = times(n);
      const parts = await Promise.all(
        [0, 1, 2].map((k) => storedOf(all.filter((_, i) => i % 3 === k))),
      );
      const exact = [...all].sort((a, b) => a - b);
      const apart = emptySketch();
      for (const part of parts) addSketch(apart, sketchOf(part));
      for (const sketch of [sketchOf(...parts), sketchOf(Buffer.concat(parts)), apart]) {
        quantilesOf(sketch, SHARES).forEach((got, i) => {
          const want = exact[Math.max(Math.ceil((SHARES[i] ?? 0) * n), 1) - 1] ?? 0;
          expect(Math.abs((got ?? 0) - want) / want).toBeLessThanOrEqual(0.01);
        });
      }
    }
  });

  it('are the same after PostgreSQL took them apart', async () => {
    const stored = await storedOf([...times(300), 0, -1, 1e12]);
    const rows = await asSuperuser<{ at: number; n: number }>(
      'select k.at::int, k.n::float8 from tenancy.sketch_parts($1) k',
      [stored],
    );
    const sketch = sketchOf(stored);
    expect(rows.length).toBeGreaterThan(100);
    for (const { at, n } of rows) expect(sketch[at]).toBe(n);
    expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(303);
  });

  it('say nothing of nothing', () => {
    expect(quantilesOf(emptySketch(), [0.5, 0.95])).toEqual([null, null]);
  });
});
