import { expect, it } from 'vitest';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { UsageReport } from '@/lib/usage/schema';
import { usageChart } from './usage-chart-rows';

const sums = { requests: 1, inputTokens: 1, outputTokens: 1, priceNano: '1' };
const report = (keys: string[]): UsageReport => ({
  rows: keys.map((key) => ({ ...sums, key, label: key })),
  totals: sums,
  embeddingTokens: 0,
  steps: keys.map((key, index) => ({ at: '2026-11-02', key, priceNano: String(10 ** index) })),
});

it('has a row for each day, zero where nothing was asked', () => {
  const { rows, series } = usageChart(report(['2026-11-02']), 'day', ['2026-11-01', '2026-11-02']);
  expect(series).toHaveLength(1);
  expect(rows).toEqual([
    { t: '2026-11-01', rest: '0' },
    { t: '2026-11-02', rest: '1' },
  ]);
});

it('adds what has no colour of its own to one series, and loses nothing', () => {
  const { rows, series } = usageChart(report(['a', 'b', 'c', 'd', 'e', 'f', 'g']), 'user', [
    '2026-11-02',
  ]);
  expect(series.map((each) => each.label)).toEqual(['a', 'b', 'c', 'd', 'e', '2 others']);
  expect(rows[0]).toMatchObject({ a: '1', e: '10000', rest: '1100000' });
});

it('names models as finance does, the encoder too', () => {
  const { series } = usageChart(report([EMBEDDING_MODEL, 'claude-haiku-5-5', 'gone-1']), 'model', [
    '2026-11-02',
  ]);
  expect(series.map(({ label }) => label)).toEqual(['Embedding', 'Haiku 5.5', 'gone-1']);
});
