import type { Configuration } from './configuration';
import { LOCKS, type Lock } from './locks';
import type { PathTable } from './paths';

export interface MatrixReport {
  /** For each configuration: the paths that had a lock left on, and those of them that leaked. */
  locks: { off: Lock[]; cases: number; leaks: number; red: number }[];
  paths: {
    path: string;
    locks: readonly Lock[];
    /** Configurations in which the victim's data was seen, each by the locks that were off. */
    red: string[];
    /** Locks that held alone, of those configurations that were tried. */
    heldAlone: Lock[];
  }[];
  /** Paths without tenant data, and why. */
  withoutLocks: { path: string; reason: string }[];
  leaks: { case: string; problem: string }[];
  /** Paths on which nothing was seen without any lock, or under a wrong context: they prove nothing. */
  blind: string[];
}

/** `blindToMint`: paths that showed nothing under a context minted for the wrong tenant. */
export function reportOf(
  table: PathTable,
  configurations: Configuration[],
  blindToMint: string[] = [],
): MatrixReport {
  const guarded = [...table.guarded];
  const leaks = table.problems.map((problem) => ({ case: 'the table of locks', problem }));
  const blind: string[] = [];
  const locks = configurations.map(({ off, seen, failed }) => {
    const name = nameOf(off);
    for (const [path, message] of failed)
      leaks.push({ case: `${path} without ${name}`, problem: `the attempt failed: ${message}` });
    const behindOne = guarded.filter(([, path]) => path.locks.some((lock) => !off.includes(lock)));
    const leaked = behindOne.filter(([path]) => seen.has(path));
    for (const [path] of leaked)
      leaks.push({ case: `${path} without ${name}`, problem: `${seen.get(path)} surfaced` });
    if (off.length === LOCKS.length)
      blind.push(...guarded.map(([path]) => path).filter((path) => !seen.has(path)));
    // With all off there is no path behind a lock: every path must leak, and is counted.
    return off.length === LOCKS.length
      ? { off: [...off], cases: guarded.length, leaks: seen.size, red: seen.size }
      : { off: [...off], cases: behindOne.length, leaks: leaked.length, red: seen.size };
  });
  const alone = LOCKS.flatMap((lock) => {
    const only = configurations.find(
      ({ off }) => !off.includes(lock) && off.length === LOCKS.length - 1,
    );
    return only ? [{ lock, seen: only.seen }] : [];
  });
  return {
    locks,
    paths: guarded.map(([path, entry]) => ({
      path,
      locks: entry.locks,
      red: configurations.filter(({ seen }) => seen.has(path)).map(({ off }) => nameOf(off)),
      heldAlone: alone.filter(({ seen }) => !seen.has(path)).map(({ lock }) => lock),
    })),
    withoutLocks: [...table.open].map(([path, reason]) => ({ path, reason })),
    leaks,
    blind: [
      ...blind.map((path) => `${path} with all locks off`),
      ...blindToMint.map((path) => `${path} under a context for the wrong tenant`),
    ],
  };
}

function nameOf(off: readonly Lock[]): string {
  return off.length === 0 ? 'none' : off.join('+');
}
