import type { RolledUsage } from '@/lib/metering/rollups/read-rollups';
import { figuresOf, inputOf } from './figures-of';
import { bucketsOf, type TimeRange } from './range/schema';
import type { SeriesRow } from './schema';

/**
 * One row per bucket of the range, from the usage of its spans (`bucketSpans`). Counts and sums of a bucket without
 * requests are zero, its times are null; before `since` nothing was measured at all.
 */
export function seriesOf(
  usage: readonly (readonly RolledUsage[])[],
  range: TimeRange,
  since: Date,
): SeriesRow[] {
  return bucketsOf(range).map((at, i) => {
    const t = new Date(at).toISOString();
    const parts = usage[i] ?? [];
    if (parts.length === 0 && at + range.stepMs <= since.getTime()) return { t, ...UNMEASURED };
    const sum = (of: (each: RolledUsage) => number) =>
      parts.reduce((total, each) => total + of(each), 0);
    const figures = figuresOf(parts);
    return {
      t,
      ok: sum((each) => each.ok),
      stopped: figures.stopped,
      refused: figures.refusals,
      error: figures.errors,
      p50: figures.latencyP50,
      p95: figures.latencyP95,
      p99: figures.latencyP99,
      firstTokenP95: figures.firstTokenP95,
      inputTokens: sum(inputOf),
      outputTokens: sum((each) => each.outputTokens),
      cost: figures.costNano,
      price: figures.priceNano,
    };
  });
}

const UNMEASURED: Omit<SeriesRow, 't'> = {
  ok: null,
  stopped: null,
  refused: null,
  error: null,
  p50: null,
  p95: null,
  p99: null,
  firstTokenP95: null,
  inputTokens: null,
  outputTokens: null,
  cost: null,
  price: null,
};
