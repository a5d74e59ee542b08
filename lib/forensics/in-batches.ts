/** A place in a list ordered by time, to the microsecond, and id. */
export interface Place {
  at: string;
  id: string;
}

const BATCH = 1_000;

/**
 * All there is, the first first: a batch at a time, each read after the last of the one before. A batch is a transaction of
 * its own, so that a slow reader holds no connection, and no more than one is in memory.
 */
export async function* inBatches<Row extends Place>(
  read: (after: Place | undefined, most: number) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  let after: Place | undefined;
  do {
    const rows = await read(after, BATCH);
    yield rows;
    after = rows.length === BATCH ? rows.at(-1) : undefined;
  } while (after);
}
