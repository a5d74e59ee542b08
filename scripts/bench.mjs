import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleWorkers } from './build/bundle.mjs';

/**
 * `npm run bench -- NAME [--json FILE] [--check] [...arguments of the benchmark]`. Each `bench/NAME.ts`
 * exports `run(args)`, which resolves with a report; `--check` makes a missed target exit 1.
 */
const started = process.cwd();
process.chdir(new URL('..', import.meta.url).pathname);
const [name, ...rest] = process.argv.slice(2);
const known = (await readdir('bench'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
if (!known.includes(name)) {
  console.error(`Usage: npm run bench -- NAME [--json FILE] [--check]\nNames: ${known.join(', ')}`);
  process.exit(2);
}

process.env.LOG_LEVEL ??= 'silent';
const check = takeFlag(rest, '--check');
const json = takeValue(rest, '--json');
const outdir = path.resolve('dist', 'bench', `${name}-${process.pid}`);
let report;
try {
  await bundleWorkers();
  const { run } = await import(pathToFileURL(await bundleBench()).href);
  report = await run(rest);
} finally {
  await rm(outdir, { recursive: true, force: true });
}
print(report);
if (json) await writeFile(path.resolve(started, json), `${JSON.stringify(report, null, 2)}\n`);
const missed = report.targets.filter((target) => !target.pass).length;
process.exit(check && missed > 0 ? 1 : 0);

/** In chunks, so that a module imported late (after the stores are up) is also evaluated late. */
async function bundleBench() {
  await build({
    entryPoints: [`bench/${name}.ts`],
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    alias: { 'server-only': './e2e/support/server-only.ts' },
    logLevel: 'error',
  });
  const file = path.join(outdir, `${name}.mjs`);
  if (!existsSync(file)) throw new Error(`esbuild wrote no ${file}`);
  return file;
}

function print({ machine, arms, results, targets, not_run }) {
  console.log(
    `${name}: ${machine.cores} x ${machine.cpu}, ${machine.memoryGib} GiB, Node ${machine.node}`,
  );
  console.log(`Arms: ${arms.join(', ')}`);
  for (const table of byColumns(results)) console.table(table);
  console.table(targets);
  for (const reason of not_run) console.log(`Not run: ${reason}`);
}

/** Lines with the same columns belong to one table. */
function byColumns(results) {
  const tables = new Map();
  for (const line of results) {
    const columns = Object.keys(line).join();
    tables.set(columns, [...(tables.get(columns) ?? []), line]);
  }
  return tables.values();
}

function takeFlag(args, flag) {
  const index = args.indexOf(flag);
  if (index >= 0) args.splice(index, 1);
  return index >= 0;
}

function takeValue(args, flag) {
  const index = args.indexOf(flag);
  return index >= 0 ? args.splice(index, 2)[1] : undefined;
}
