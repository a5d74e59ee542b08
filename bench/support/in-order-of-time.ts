/** Of the time that a store is about, in parts of it: when its first rows are, counted back from its end, and how long they go on. */
export interface TimePart {
  ago: number;
  share: number;
}

/**
 * Adds rows in steps of at most `chunk`, each of the time after the one before it, as they come: what is near in time is near
 * in the table.
 */
export async function inOrderOfTime(
  rows: number,
  chunk: number,
  add: (count: number, part: TimePart) => Promise<void>,
): Promise<void> {
  for (let first = 0; first < rows; first += chunk) {
    const count = Math.min(chunk, rows - first);
    await add(count, { ago: 1 - first / rows, share: count / rows });
  }
}
