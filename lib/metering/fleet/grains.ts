const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Widths of the fleet's rollups, the widest first. All begin at whole multiples of it since the epoch. */
const GRAINS = [
  { grain: 'day', ms: DAY, keptMs: Number.POSITIVE_INFINITY },
  { grain: 'six', ms: 6 * HOUR, keptMs: 398 * DAY },
  { grain: 'hour', ms: HOUR, keptMs: 398 * DAY },
  // A day less than is made anew, which is a day less than is kept.
  { grain: 'five', ms: 5 * MINUTE, keptMs: 6 * DAY },
] as const;
export type Grain = (typeof GRAINS)[number]['grain'];

/** Rollups of one grain that begin in the span, ms since the epoch. */
export interface Segment {
  grain: Grain;
  from: number;
  to: number;
}

/** The narrowest span that rollups of that time can be asked for: a span begins and ends at a whole multiple of it. */
export function narrowest(from: number, now: number): number {
  return GRAINS.findLast(({ keptMs }) => from >= now - keptMs)?.ms ?? DAY;
}

/** The span, moved outwards to what there are rollups of. */
export function wholeSpan(span: { from: number; to: number }, now: number) {
  const width = narrowest(span.from, now);
  return {
    from: Math.floor(span.from / width) * width,
    to: Math.ceil(span.to / width) * width,
  };
}

/** The fewest rollups that make up a whole span, the widest first. */
export function segmentsOf(span: { from: number; to: number }): Segment[] {
  return cut(span.from, span.to, 0);
}

function cut(from: number, to: number, level: number): Segment[] {
  const width = GRAINS[level];
  if (!width || from >= to) return [];
  const { grain, ms } = width;
  const start = Math.ceil(from / ms) * ms;
  const end = Math.floor(to / ms) * ms;
  if (start >= end) return cut(from, to, level + 1);
  return [
    { grain, from: start, to: end },
    ...cut(from, start, level + 1),
    ...cut(end, to, level + 1),
  ];
}

/** The widest grain that buckets of that width are made of. */
export function grainOf(stepMs: number): Grain {
  return GRAINS.find(({ ms }) => stepMs % ms === 0)?.grain ?? 'five';
}

const STEPS = [5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY];
const MOST_BUCKETS = 60;

/** Width of the buckets that a span of the fleet is drawn in. */
export function stepOf(span: { from: number; to: number }, now: number): number {
  const least = Math.max(narrowest(span.from, now), (span.to - span.from) / MOST_BUCKETS);
  return STEPS.find((step) => step >= least) ?? 7 * DAY;
}
