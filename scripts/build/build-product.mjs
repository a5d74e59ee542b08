import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../child.mjs';
import { step } from '../console.mjs';
import { bundlePrograms, bundleWorkers } from './bundle.mjs';
import { fingerprint, readStamps, saveStamp } from './fingerprint.mjs';
import { generateClient } from './generate-client.mjs';

/** Everything that ends up in a bundle or decides how one is made. */
const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  'prisma/seed',
  'prisma/schema.prisma',
  'scripts/build',
  'scripts/prepare-database.ts',
  'server.ts',
  'proxy.ts',
  'instrumentation.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'package-lock.json',
];

/** What a program bundled by esbuild needs; enough for tests and for `next dev`. */
export async function buildPrograms() {
  await step('database client', generateClient);
  await step('workers', bundleWorkers);
  await step('server', bundlePrograms);
}

/** All of the product. Resolves to whether anything had to be built. */
export async function buildProduct({ force = false } = {}) {
  const distDir = process.env.NEXT_DIST_DIR || '.next';
  const stamp = fingerprint(SOURCES);
  const stampName = `product ${distDir}`;
  const built = existsSync(path.join(distDir, 'BUILD_ID')) && existsSync('dist/server.mjs');
  if (!force && built && readStamps()[stampName] === stamp) return false;
  await rm(path.join(distDir, 'BUILD_ID'), { force: true });
  await buildPrograms();
  await step('pages', () =>
    run(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
      env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    }),
  );
  saveStamp(stampName, stamp);
  return true;
}
