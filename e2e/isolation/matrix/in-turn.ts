const last = new Map<string, Promise<unknown>>();

/** Attempts on the newest version of the same thing, one at a time: each would take another's for its own, or conflict with it. */
export function inTurn<T>(of: string, work: () => Promise<T>): Promise<T> {
  const mine = (last.get(of) ?? Promise.resolve()).then(work);
  last.set(
    of,
    mine.catch(() => undefined),
  );
  return mine;
}
