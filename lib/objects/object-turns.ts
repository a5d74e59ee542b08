import { processState } from '@/lib/process-state';

const turns = processState('objects.turns', () => new Map<string, Promise<void>>());

/**
 * One change of a file after the other: what reads it, writes it anew and renames must not undo a removal
 * between. Within this process, which is all that embedded files have.
 */
export async function inTurn<T>(file: string, change: () => Promise<T>): Promise<T> {
  const before = turns.get(file) ?? Promise.resolve();
  const result = before.then(change);
  const settled = result.then(
    () => undefined,
    () => undefined,
  );
  turns.set(file, settled);
  try {
    return await result;
  } finally {
    if (turns.get(file) === settled) turns.delete(file);
  }
}
