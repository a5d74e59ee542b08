import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Plain } from '../console.mjs';

/** Programs of the product besides its pages, by the name of their bundle. */
const PROGRAMS = {
  server: 'server.ts',
  database: 'scripts/prepare-database.ts',
  'replay-erasures': 'lib/lifecycle/replay-erasures.ts',
  tenants: 'scripts/tenants/run-command.ts',
  policies: 'scripts/policies/run-command.ts',
  seed: 'prisma/seed/seed.ts',
  bootstrap: 'prisma/seed/bootstrap.ts',
  maintenance: 'scripts/backup/maintenance.ts',
};

const OPTIONS = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  sourcesContent: false,
  outExtension: { '.js': '.mjs' },
  // Next marks modules with this package; outside of Next it means nothing.
  alias: { 'server-only': './e2e/support/server-only.ts' },
  logLevel: 'silent',
};

/** Entries of worker threads and child processes, bundled to where `workerPath()` looks. */
export async function bundleWorkers() {
  const entries = {};
  for (const file of await readdir('lib', { recursive: true })) {
    const name = /([^/]+)\.(?:worker|child)\.ts$/.exec(file.replaceAll(path.sep, '/'))?.[1];
    if (!name) continue;
    if (entries[name]) throw new Error(`Two workers are named ${name}: ${entries[name]}, ${file}`);
    entries[name] = path.join('lib', file);
  }
  await bundle(entries, 'dist/workers');
  return Object.keys(entries);
}

export async function bundlePrograms() {
  const present = Object.entries(PROGRAMS).filter(([, entry]) => existsSync(entry));
  await bundle(Object.fromEntries(present), 'dist');
}

/** The server alone, with the modules that another tsconfig maps elsewhere. */
export async function bundleServer(outdir, tsconfig) {
  await bundle({ server: PROGRAMS.server }, outdir, { tsconfig });
}

/** Calls `onBuilt` after the first build of the server and after each change of its sources. */
export async function watchServer(onBuilt) {
  const { context } = await import('esbuild');
  const watching = await context({
    ...OPTIONS,
    logLevel: 'error',
    entryPoints: { server: PROGRAMS.server },
    outdir: 'dist',
    plugins: [
      {
        name: 'restart',
        setup: (build) => build.onEnd(({ errors }) => errors.length === 0 && onBuilt()),
      },
    ],
  });
  await watching.watch();
  return () => watching.dispose();
}

async function bundle(entryPoints, outdir, options = {}) {
  const { build, formatMessages, stop } = await import('esbuild');
  await mkdir(outdir, { recursive: true });
  try {
    await build({ ...OPTIONS, ...options, entryPoints, outdir });
  } catch (error) {
    if (!error.errors) throw error;
    throw new Plain((await formatMessages(error.errors, { kind: 'error' })).join('\n'));
  } finally {
    await stop();
  }
}
