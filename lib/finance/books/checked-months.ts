/** This month and the last, `YYYY-MM` in UTC, newest first. */
export function checkedMonths(now: number): [string, string] {
  const at = new Date(now);
  const monthOf = (back: number) =>
    new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - back, 1)).toISOString().slice(0, 7);
  return [monthOf(0), monthOf(1)];
}
