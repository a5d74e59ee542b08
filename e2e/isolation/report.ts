import type { AttackReport, Finding } from './attack-product';
import type { ConcurrencyReport } from './concurrency/run-concurrency';
import { LOCKS } from './matrix/locks';
import type { MatrixReport } from './matrix/matrix-report';
import type { MutantReport } from './mutants/run-mutants';

/** What `npm run isolation -- --json FILE` writes. */
export interface IsolationReport {
  /** Attacks on the product with all locks on. */
  cases: number;
  /** Whatever surfaced where a lock was on, there and in the matrix. */
  leaks: Finding[];
  /** Controls in which the suite did not see what it must see. */
  blind: string[];
  manifest: AttackReport['manifest'];
  timing: AttackReport['timing'];
  /** With all off, `leaks` counts the paths that turned red, which has to be all of them. */
  locks: MatrixReport['locks'];
  /** The locks of each path and the configurations in which it was red. */
  paths: MatrixReport['paths'];
  withoutLocks: MatrixReport['withoutLocks'];
  mutants: { total: number; survived: number; survivors: string[] };
  /** Null in a quick run. */
  concurrency: ConcurrencyReport | null;
  /** Parts that broke off, and why: nothing of theirs is in the report. */
  broken: string[];
  seconds: Record<string, number>;
  not_run: string[];
}

/** A part that broke off is undefined, and the last two of a quick run. */
export interface Parts {
  quick: boolean;
  attacks: AttackReport | undefined;
  matrix: MatrixReport | undefined;
  mutants: MutantReport | undefined;
  concurrency: ConcurrencyReport | undefined;
  broken: string[];
  seconds: Record<string, number>;
}

const NO_ATTACKS: AttackReport = {
  cases: 0,
  leaks: [],
  blind: [],
  manifest: { items: 0, uncovered: [] },
  timing: [],
};
const NO_MATRIX: MatrixReport = { locks: [], paths: [], withoutLocks: [], leaks: [], blind: [] };

export function assembleReport(parts: Parts): IsolationReport {
  const { quick, attacks = NO_ATTACKS, matrix = NO_MATRIX, mutants, concurrency } = parts;
  const { broken, seconds } = parts;
  const notTried = 2 ** LOCKS.length - matrix.locks.length;
  return {
    cases: attacks.cases,
    leaks: [...attacks.leaks, ...matrix.leaks],
    blind: [...attacks.blind, ...matrix.blind],
    manifest: attacks.manifest,
    timing: attacks.timing,
    locks: matrix.locks.map((each) =>
      each.off.length > 0
        ? each
        : {
            ...each,
            cases: each.cases + attacks.cases,
            leaks: each.leaks + attacks.leaks.length,
          },
    ),
    paths: matrix.paths,
    withoutLocks: matrix.withoutLocks,
    mutants: {
      total: mutants?.total ?? 0,
      survived: mutants?.survived.length ?? 0,
      survivors: mutants?.survived ?? [],
    },
    concurrency: concurrency ?? null,
    broken,
    seconds,
    not_run: [
      ...(notTried > 0 ? [`${notTried} of the 16 configurations of locks: the full run`] : []),
      ...(quick ? ['mutants of the locks: the full run', '64 workers at once: the full run'] : []),
    ],
  };
}

/** What makes the run fail, in words. */
export function failures(report: IsolationReport): string[] {
  const { leaks, blind, manifest, mutants, concurrency, broken } = report;
  return [
    ...broken.map((part) => `broke off: ${part}`),
    ...leaks.map(({ case: id, problem }) => `leak: ${id}: ${problem}`),
    ...manifest.uncovered.map((item) => `uncovered: ${item}`),
    ...blind.map((control) => `blind: nothing was seen in ${control}`),
    ...mutants.survivors.map((name) => `mutant survived: ${name}`),
    ...(concurrency?.foreign ?? []).map((what) => `foreign, with many at once: ${what}`),
  ];
}

const MOST_LINES = 60;

export function printReport(report: IsolationReport): void {
  const { cases, leaks, manifest, locks, paths, mutants, seconds } = report;
  console.log(`${cases} cases, ${leaks.length} leaks`);
  console.log(`${manifest.items} items of the manifest, ${manifest.uncovered.length} uncovered`);
  console.log(`${paths.length} paths behind locks, ${report.withoutLocks.length} without any`);
  console.log('off                               on somewhere  leaks   red');
  for (const { off, cases: tried, leaks: leaked, red } of locks)
    console.log(`${(off.join(', ') || 'none').padEnd(38)}${pad(tried)}${pad(leaked)}${pad(red)}`);
  console.log(`${mutants.total} mutants, ${mutants.survived} survived`);
  if (report.concurrency) printConcurrency(report.concurrency);
  const times = Object.entries(seconds).map(([part, value]) => `${part} ${value} s`);
  console.log(times.join(', '));
  const problems = failures(report);
  for (const line of problems.slice(0, MOST_LINES)) console.log(`  ${line}`);
  if (problems.length > MOST_LINES) console.log(`  and ${problems.length - MOST_LINES} more`);
  for (const what of report.not_run) console.log(`  not run: ${what}`);
}

function printConcurrency({ operations, workers, foreign, bound95 }: ConcurrencyReport): void {
  console.log(
    `${operations} operations of ${workers} workers, ${foreign.length} foreign; with 95% confidence less than one in ${Math.floor(1 / bound95)} is`,
  );
}

function pad(count: number): string {
  return String(count).padStart(6).padEnd(7);
}
