import { describe, expect, it } from 'vitest';
import type { Configuration } from './configuration';
import { EVERY_SUBSET, type Lock, QUICK_SUBSETS } from './locks';
import { reportOf } from './matrix-report';
import { CONTENT, FIGURES } from './path';
import type { PathTable } from './paths';

const prepare = () => async () => undefined;
const table: PathTable = {
  guarded: new Map([
    ['page', { locks: CONTENT, prepare }],
    ['sums', { locks: FIGURES, prepare }],
  ]),
  open: new Map([['sign-in', 'nobody yet']]),
  problems: [],
};

/** Each path shows something exactly where all of its locks are off. */
function honest(subsets = EVERY_SUBSET): Configuration[] {
  return subsets.map((off) => ({
    off,
    seen: new Map(
      [...table.guarded]
        .filter(([, { locks }]) => locks.every((lock) => off.includes(lock)))
        .map(([path]) => [path, 'a name']),
    ),
    failed: new Map(),
  }));
}

const withSeen = (off: readonly Lock[], path: string) =>
  honest().map((each) =>
    each.off.join() === off.join()
      ? { ...each, seen: new Map([...each.seen, [path, 'a name']]) }
      : each,
  );

describe('the report of the lock matrix', () => {
  it('has all subsets, and quickly each lock alone', () => {
    expect(new Set(EVERY_SUBSET.map(String)).size).toBe(16);
    expect(QUICK_SUBSETS.map((off) => off.length)).toEqual([0, 3, 3, 3, 3, 4]);
  });

  it('is clean when a path shows something only without all of its locks', () => {
    const report = reportOf(table, honest());
    expect(report.leaks).toEqual([]);
    expect(report.blind).toEqual([]);
    expect(report.locks.at(-1)).toMatchObject({ cases: 2, leaks: 2 });
    expect(report.paths.find(({ path }) => path === 'sums')).toMatchObject({
      red: [
        'handle+store',
        'handle+store+assertion',
        'handle+store+encryption',
        'handle+store+assertion+encryption',
      ],
      heldAlone: FIGURES,
    });
  });

  it('is a leak when something surfaced although one of the path’s locks was on', () => {
    const off: Lock[] = ['handle', 'assertion', 'encryption'];
    expect(reportOf(table, withSeen(off, 'sums')).leaks).toEqual([
      { case: 'sums without handle+assertion+encryption', problem: 'a name surfaced' },
    ]);
  });

  it('is blind when a path shows nothing with all locks off', () => {
    const configurations = honest();
    configurations.at(-1)?.seen.delete('page');
    expect(reportOf(table, configurations).blind).toEqual(['page with all locks off']);
  });

  it('takes an attempt that did not end for a failure, not for a lock that held', () => {
    const configurations = honest();
    configurations[1]?.failed.set('page', 'no connection');
    expect(reportOf(table, configurations).leaks).toHaveLength(1);
  });
});
