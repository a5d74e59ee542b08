import { stepOf, wholeSpan } from '@/lib/metering/fleet/grains';
import type { TimeRange } from '../range/schema';

/** A span as the fleet's rollups cut it: ms since the epoch, and the width of its buckets. */
export interface FleetSpan {
  from: number;
  to: number;
  stepMs: number;
}

/** The range, moved outwards so that it begins at a whole bucket and ends with a rollup. */
export function fleetSpan(range: Pick<TimeRange, 'from' | 'to'>, now: number): FleetSpan {
  const asked = { from: Date.parse(range.from), to: Date.parse(range.to) };
  const whole = wholeSpan(asked, now);
  const stepMs = stepOf(whole, now);
  return { from: Math.floor(whole.from / stepMs) * stepMs, to: whole.to, stepMs };
}

/** The span just before, of the same length. */
export function spanBefore({ from, to, stepMs }: FleetSpan, now: number): FleetSpan {
  return { ...wholeSpan({ from: from - (to - from), to: from }, now), stepMs };
}

/** Beginnings of its buckets. */
export function bucketsOfSpan({ from, to, stepMs }: FleetSpan): number[] {
  return Array.from({ length: Math.ceil((to - from) / stepMs) }, (_, i) => from + i * stepMs);
}
