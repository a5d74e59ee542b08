import { centreOf, scaleOf, slopeOf } from './robust';
import { weekdayFactors, weekdayOf } from './weekday-factors';

/** Days without which nothing is said: three of each weekday. */
export const DAYS_NEEDED = 21;
/** Weekdays are compared over eight weeks, level and trend over six. */
const SEASON_DAYS = 56;
const LEVEL_DAYS = 42;
/** Of what is so long ago half as much is believed. */
const HALF_LIFE_DAYS = 8;
/** Of a weekday that is next to nothing, the others say nothing. */
const LEAST_FACTOR = 0.05;
/** Of fewer a trend is noise. */
const TREND_POINTS = 28;
/** How much of the trend is believed of each further day. */
const DAMPING = 0.5;
/** A noise below 4% of the level is luck. */
const LEAST_SCALE = 0.04;

/** Whole days one after the other. `first`: days since the epoch; `values`: of each, in any unit. */
export interface DaySeries {
  first: number;
  values: readonly number[];
}

/** What a series was like before a day. */
export interface DayModel {
  /** Of the day so many days after the last that was seen, from 1. Never below zero. */
  expected(ahead: number): number;
  /** The standard deviation of a single day around that. */
  scale(ahead: number): number;
}

/**
 * A weekday pattern (medians of ratios to the seven days around), a level (Huber's mean of what is left) and a damped trend (Theil
 * and Sen), of the days before `end` and, of level and trend, from `since` on. Single days that are out of the ordinary
 * move none of them far. Undefined before `DAYS_NEEDED` days. Pure.
 */
export function fitDays(series: DaySeries, end: number, since = 0): DayModel | undefined {
  if (end < DAYS_NEEDED) return undefined;
  const { first, values } = series;
  const factors = weekdayFactors(series, Math.max(0, end - SEASON_DAYS), end);
  const factorOf = (place: number) => factors[weekdayOf(first + place)] ?? 1;
  const points: [number, number][] = [];
  for (let place = Math.max(since, end - LEVEL_DAYS); place < end; place += 1)
    if (factorOf(place) >= LEAST_FACTOR)
      points.push([place - end + 1, (values[place] ?? 0) / factorOf(place)]);
  const slope = points.length >= TREND_POINTS ? slopeOf(points) : 0;
  const level = centreOf(
    points.map(([x, y]) => y - slope * x),
    points.map(([x]) => 0.5 ** (-x / HALF_LIFE_DAYS)),
  );
  const noise = scaleOf(points.map(([x, y]) => y - slope * x - level));
  const scale = Math.max(noise, LEAST_SCALE * Math.max(0, level));
  const of = (ahead: number) => factorOf(end - 1 + ahead);
  return {
    expected: (ahead) => Math.max(0, of(ahead) * (level + slope * believed(ahead))),
    scale: (ahead) => Math.max(of(ahead), LEAST_FACTOR) * scale,
  };
}

/** DAMPING + DAMPING² + … of so many days. */
function believed(ahead: number): number {
  return (DAMPING * (1 - DAMPING ** ahead)) / (1 - DAMPING);
}
