import { DAYS_NEEDED, type DaySeries, fitDays } from '../seasonal/fit-days';
import { scaleOf } from '../seasonal/robust';

/** A dollar a day: less is nobody's concern. Nano-dollars. */
export const LEAST_CHANGE = 1_000_000_000;
/** Of what was expected. */
export const LEAST_SHARE = 0.4;
/** Standard deviations. */
export const LEAST_SCORE = 4.5;
/** As many days alike in a row are the new level. */
export const NEW_LEVEL_DAYS = 7;
/** By how much as many ordinary days were missed tells what is ordinary. */
const MISSED_DAYS = 42;

/** One whole day. Nano-dollars; of days before anything is known only the first is given. */
export interface JudgedDay {
  expected: number;
  /** Within which it would be ordinary: expected less and more so much. */
  band: number;
  /** How many standard deviations it is away; positive when it cost more. */
  score: number;
  anomalous: boolean;
  /** The place from which on level and trend are learnt, once this day is over. */
  since: number;
}

/**
 * Judges each day by those before it. Out of the ordinary is what is four and a half standard deviations, 40% of what was expected
 * and a dollar away, all three. What was is not learnt from, until a week of it in one direction is the new level: from
 * there on level and trend are of those days alone. Undefined for the first three weeks. Pure.
 */
export function judgeDays({ first, values }: DaySeries): (JudgedDay | undefined)[] {
  const learnt = [...values];
  const missed: number[] = [];
  let since = 0;
  let run = { sign: 0, from: 0 };
  return values.map((value, place) => {
    const model = fitDays({ first, values: learnt }, place, since);
    if (!model) return undefined;
    const expected = model.expected(1);
    const scale = Math.max(model.scale(1), scaleOf(missed.slice(-MISSED_DAYS)) * expected);
    const band = Math.max(LEAST_SCORE * scale, LEAST_SHARE * expected, LEAST_CHANGE);
    const anomalous = Math.abs(value - expected) > band;
    const sign = anomalous ? Math.sign(value - expected) : 0;
    if (sign !== run.sign) run = { sign, from: place };
    if (anomalous) learnt[place] = expected;
    else if (expected > 0) missed.push((value - expected) / expected);
    if (anomalous && place - run.from + 1 >= NEW_LEVEL_DAYS && place >= DAYS_NEEDED) {
      for (let back = run.from; back <= place; back += 1) learnt[back] = values[back] ?? 0;
      since = run.from;
      run = { sign: 0, from: place + 1 };
    }
    const score = scale > 0 ? (value - expected) / scale : Math.sign(value - expected) * 1000;
    return { expected, band, score: Math.max(-1000, Math.min(1000, score)), anomalous, since };
  });
}
