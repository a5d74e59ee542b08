/**
 * What is left of a plan at the end of each day of its month, and what would be if every day took the same; rounded down to a
 * nano-dollar, and nothing at the last day's end. Days after `today` are not known yet.
 */
export function burnDown(
  planned: bigint,
  days: readonly string[],
  spent: ReadonlyMap<string, bigint>,
  today: string,
): { day: string; leftNano: string | null; evenNano: string }[] {
  let left = planned;
  return days.map((day, place) => {
    left -= spent.get(day) ?? 0n;
    const after = BigInt(days.length - place - 1);
    return {
      day,
      leftNano: day > today ? null : left.toString(),
      evenNano: ((planned * after) / BigInt(days.length)).toString(),
    };
  });
}
