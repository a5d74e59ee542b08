import { existsSync, readFileSync } from 'node:fs';

/** Reads the reports of the three suites; an absent report counts as nothing. */
const NONE = { passed: 0, failed: 0, notRun: [] };

export function vitestCounts(file) {
  const report = read(file);
  if (!report) return NONE;
  const skipped = report.testResults.flatMap((suite) =>
    suite.assertionResults.filter((test) => !['passed', 'failed'].includes(test.status)),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    notRun: skipped.map((test) => test.fullName),
  };
}

/** A case is an attack on the product, a path under a configuration of locks, or a mutant of a lock. */
export function isolationCounts(file) {
  const report = read(file);
  if (!report) return NONE;
  const { leaks, blind, manifest, locks, mutants, concurrency, broken } = report;
  const cases = locks.reduce((sum, each) => sum + each.cases, mutants.total);
  const failedCases = new Set(leaks.map((leak) => leak.case)).size;
  const foreign = concurrency?.foreign.length ?? 0;
  const failed =
    failedCases +
    blind.length +
    manifest.uncovered.length +
    mutants.survived +
    foreign +
    broken.length;
  return { passed: Math.max(0, cases - failed), failed, notRun: report.not_run };
}

export function playwrightCounts(file) {
  const report = read(file);
  if (!report) return NONE;
  const { expected, flaky, unexpected } = report.stats;
  return { passed: expected + flaky, failed: unexpected, notRun: skippedTitles(report.suites) };
}

function skippedTitles(suites) {
  return suites.flatMap((suite) => [
    ...(suite.specs ?? [])
      .filter((spec) => spec.tests.some((test) => test.status === 'skipped'))
      .map((spec) => spec.title),
    ...skippedTitles(suite.suites ?? []),
  ]);
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
