import { z } from 'zod';

/** A span of time to look at. All of it in UTC; safe to import from a browser. */
export interface TimeRange {
  /** The preset's name, or `custom`. */
  preset: Preset | 'custom';
  /** ISO 8601, included. */
  from: string;
  /** ISO 8601, excluded. */
  to: string;
  /** Width of a chart's bucket; `from` is a whole multiple of it since the epoch. */
  stepMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const PRESETS = ['1h', '24h', '7d', '14d', '30d'] as const;
export type Preset = (typeof PRESETS)[number];

const SPAN: Record<Preset, number> = {
  '1h': HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '14d': 14 * DAY,
  '30d': 30 * DAY,
};

const STEPS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
];
const MOST_BUCKETS = 60;
const LONGEST = 400 * DAY;

const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z?)?$/)
  .transform((text) => Date.parse(text.length === 10 || text.endsWith('Z') ? text : `${text}Z`))
  .pipe(z.number().int());

export const rangeParams = z.object({
  range: z.enum(PRESETS).optional().catch(undefined),
  from: moment.optional().catch(undefined),
  to: moment.optional().catch(undefined),
});

/** Reads `range` or `from` and `to` of an address; what cannot be read is the fallback. */
export function parseRange(params: unknown, now: number, fallback: Preset = '24h'): TimeRange {
  const { range, from, to } = rangeParams.parse(params);
  if (range === undefined && from !== undefined && to !== undefined && from < to) {
    const start = Math.max(from, to - LONGEST);
    return spanning('custom', start, to);
  }
  const preset = range ?? fallback;
  return spanning(preset, now - SPAN[preset], now);
}

/** The range's beginning moves down to a whole bucket, so that tables and charts count the same rows. */
function spanning(preset: TimeRange['preset'], from: number, to: number): TimeRange {
  const stepMs = STEPS.find((step) => (to - from) / step <= MOST_BUCKETS) ?? 7 * DAY;
  return {
    preset,
    from: new Date(Math.floor(from / stepMs) * stepMs).toISOString(),
    to: new Date(to).toISOString(),
    stepMs,
  };
}

/** Starts of the range's buckets in ms since the epoch. */
export function bucketsOf(range: TimeRange): number[] {
  const buckets: number[] = [];
  const end = Date.parse(range.to);
  for (let at = Date.parse(range.from); at < end; at += range.stepMs) buckets.push(at);
  return buckets;
}
