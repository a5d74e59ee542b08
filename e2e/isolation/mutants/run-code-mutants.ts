import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { closePools } from '@/lib/db/pools';
import { dataPath } from '@/lib/env';
import { type CodeMutant, mutated, staleMutants } from './code-mutant';
import { CODE_MUTANTS } from './code-mutants/code-mutants';
import { type CodeWorld, makeCodeWorld } from './code-world';
import type { MutantResult } from './run-sql-mutants';

/** Within the repository, where the bundles find their packages. */
const OUT = path.resolve('dist', 'mutants');
const AT_ONCE = 2;
const TIMEOUT_MS = 60_000;

/**
 * Breaks one line of the locks' code at a time, bundles the probes with it and runs them over the test
 * database. Throws when a probe complains about the unbroken code.
 */
export async function runCodeMutants(): Promise<MutantResult[]> {
  const stale = staleMutants(CODE_MUTANTS);
  if (stale.length > 0) throw new Error(stale.join('\n'));
  const world = await makeCodeWorld();
  await closePools();
  await mkdir(OUT, { recursive: true });
  try {
    const seats = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => makeSeat(n, world)));
    const [first] = seats;
    const unbroken = first && (await firstProblem('unbroken', undefined, first));
    if (unbroken) throw new Error(`A probe fails without any mutant: ${unbroken}`);
    const results: MutantResult[] = [];
    const left = [...CODE_MUTANTS.entries()];
    const worker = async (seat: NodeJS.ProcessEnv) => {
      for (let next = left.shift(); next; next = left.shift()) {
        const [index, mutant] = next;
        const killedBy = await firstProblem(String(index), mutant, seat);
        results[index] = { name: `${mutant.file}: ${mutant.why}`, killedBy };
      }
    };
    await Promise.all(seats.map(worker));
    return results;
  } finally {
    await rm(OUT, { recursive: true, force: true });
  }
}

/**
 * The environment of the programs that run one after the other: the same database and keys, vectors and
 * objects of their own, so that two mutants at once do not meet.
 */
async function makeSeat(number: number, world: CodeWorld): Promise<NodeJS.ProcessEnv> {
  const directory = dataPath(`seat-${number}`);
  await mkdir(directory, { recursive: true });
  for (const name of ['secrets.json', 'keys'])
    await cp(dataPath(name), path.join(directory, name), { recursive: true });
  return {
    ...process.env,
    LOG_LEVEL: 'silent',
    TENANTRY_DATA_DIR: directory,
    MUTANT_WORLD: JSON.stringify(world),
  };
}

async function firstProblem(
  name: string,
  mutant: CodeMutant | undefined,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const outfile = path.join(OUT, `${name}.mjs`);
  await build({
    entryPoints: ['e2e/isolation/mutants/probe-program.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: { 'server-only': './e2e/support/server-only.ts' },
    logLevel: 'silent',
    plugins: mutant ? [mutation(mutant)] : [],
  });
  return new Promise((resolve) => {
    execFile(process.execPath, [outfile], { env, timeout: TIMEOUT_MS }, (error, stdout, stderr) =>
      // A program that dies or hangs noticed the mutant too, only without words.
      resolve(error ? stdout || stderr.slice(-300) || error.message : undefined),
    );
  });
}

function mutation(mutant: CodeMutant): Plugin {
  const file = path.resolve(mutant.file);
  return {
    name: 'mutation',
    setup({ onLoad }) {
      const filter = new RegExp(`${path.basename(file).replaceAll('.', '\\.')}$`);
      onLoad({ filter }, async (args) => {
        if (args.path !== file) return undefined;
        return { contents: mutated(mutant, await readFile(file, 'utf8')), loader: 'ts' };
      });
    },
  };
}
