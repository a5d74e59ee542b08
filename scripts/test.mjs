/**
 * `npm test [-- --full]`: everything, in the order of what fails fastest. Stops at the first failure.
 * With `--full` the isolation suite tries every configuration of locks and the mutants too.
 */
import { mkdirSync, rmSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildProduct, buildPrograms } from './build/build-product.mjs';
import { endAll, run } from './child.mjs';
import { complain, dim, green, red, say, since } from './console.mjs';
import { install } from './start/install.mjs';
import { ensureBrowser } from './test/browser.mjs';
import { isolationCounts, playwrightCounts, vitestCounts } from './test/counts.mjs';

const REPORTS = 'reports';
const EXTENT = process.argv.includes('--full') ? [] : ['--quick'];
const node = (script, ...args) => run(process.execPath, [script, ...args]);
const bin = (name, file, ...args) => node(`node_modules/${name}/${file}`, ...args);

const STEPS = [
  { name: 'packages', work: install },
  { name: 'client and workers', work: buildPrograms },
  {
    name: 'types',
    work: async () => {
      // A development server may have left types of routes that are gone.
      rmSync('.next/dev/types', { recursive: true, force: true });
      await bin('next', 'dist/bin/next', 'typegen');
      await bin('typescript-native', 'bin/tsc', '--noEmit');
    },
  },
  {
    name: 'lint',
    work: () => bin('@biomejs/biome', 'bin/biome', 'check', '--error-on-warnings', '.'),
  },
  { name: 'boundaries', work: () => run('npm', ['run', '--silent', 'boundaries']) },
  {
    name: 'unit and contract',
    work: () =>
      bin(
        'vitest',
        'vitest.mjs',
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${REPORTS}/vitest.json`,
      ),
    counts: () => vitestCounts(`${REPORTS}/vitest.json`),
  },
  { name: 'build', work: buildProduct },
  {
    name: 'isolation',
    work: () => node('scripts/isolation.mjs', ...EXTENT, '--json', `${REPORTS}/isolation.json`),
    counts: () => isolationCounts(`${REPORTS}/isolation.json`),
  },
  { name: 'browser', work: ensureBrowser },
  {
    name: 'journeys',
    work: () => bin('@playwright/test', 'cli.js', 'test'),
    counts: () => playwrightCounts(`${REPORTS}/playwright.json`),
  },
];

const total = { passed: 0, failed: 0, notRun: [] };

async function runStep({ name, work, counts }) {
  const from = performance.now();
  let failure;
  try {
    await work();
  } catch (error) {
    failure = error;
  }
  const counted = counts?.() ?? { passed: 0, failed: 0, notRun: [] };
  total.passed += counted.passed;
  // A step that fails without a failed test (a type error, a crash) is one failure.
  total.failed += failure ? Math.max(1, counted.failed) : counted.failed;
  total.notRun.push(...counted.notRun.map((what) => `${name}: ${what}`));
  const detail = counted.passed > 0 ? `${counted.passed} passed ` : '';
  say(`${failure ? red('✗') : green('✓')} ${name} ${dim(detail + since(from))}`);
  if (failure) complain(failure);
  return !failure;
}

async function main() {
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  process.env.NEXT_TELEMETRY_DISABLED = '1';
  const from = performance.now();
  const left = [...STEPS];
  while (left.length > 0 && (await runStep(left[0]))) left.shift();
  for (const { name } of left.slice(1)) total.notRun.push(`${name}: an earlier step failed`);
  say();
  for (const what of total.notRun) say(`not run: ${what}`);
  say(dim(`in ${since(from)}`));
  say(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => endAll().then(() => process.exit(130)));
}
await main();
