/** Entries have their place within seconds; a long transaction or clocks that differ add less than this. */
const LONGEST_MS = 10 * 60_000;

/** Whether one of the notes is long younger than the entry says to be: the log without it, or the first with it. Times are ISO 8601. */
export function isPutInLater(
  entryAt: string,
  notes: readonly ({ at: string } | undefined)[],
): boolean {
  const latest = Date.parse(entryAt) + LONGEST_MS;
  return notes.some((note) => note !== undefined && Date.parse(note.at) > latest);
}

/** Whether an entry that waits should have been signed by now, as the reader's clock has it. */
export function isOverdue(entryAt: string, nowMs: number): boolean {
  return nowMs > Date.parse(entryAt) + LONGEST_MS;
}
