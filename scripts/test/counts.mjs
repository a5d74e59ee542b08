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

export function isolationCounts(file) {
  const report = read(file);
  if (!report) return NONE;
  const count = (value) => (Array.isArray(value) ? value.length : Number(value ?? 0));
  const notRun = (report.not_run ?? []).map((item) =>
    typeof item === 'string'
      ? item
      : [item.id ?? item.name, item.reason].filter(Boolean).join(': '),
  );
  const leaks = count(report.leaks);
  return { passed: count(report.cases) - leaks, failed: leaks, notRun };
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
