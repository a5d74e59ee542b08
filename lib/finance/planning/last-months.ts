import { monthOf, monthsBefore } from '../statement/month-of';

const KEPT = 13;

/** Names (`YYYY-MM`, UTC) of the next month, this one and those before, the latest first. */
export function lastMonths(now: number): string[] {
  const month = monthOf(new Date(now), 'UTC');
  return Array.from({ length: KEPT + 1 }, (_, place) => monthsBefore(month, place - 1));
}
