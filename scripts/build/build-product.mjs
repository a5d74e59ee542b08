import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../child.mjs';
import { step } from '../console.mjs';
import { bundlePrograms, bundleServer, bundleWorkers } from './bundle.mjs';
import { compressStatic } from './compress-static.mjs';
import { copyPdfFiles } from './copy-pdf-files.mjs';
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
  'scripts/backup',
  'scripts/tenants',
  'scripts/policies',
  'server.ts',
  'proxy.ts',
  'instrumentation.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'package-lock.json',
];

/** What a program bundled by esbuild needs; enough for tests and for `next dev`. */
export async function buildPrograms() {
  await copyPdfFiles();
  await step('database client', generateClient);
  await step('workers', bundleWorkers);
  await step('server', bundlePrograms);
}

/** All of the product. Resolves to whether anything had to be built. */
export async function buildProduct({ force = false } = {}) {
  const distDir = process.env.NEXT_DIST_DIR || '.next';
  await copyPdfFiles();
  const stamp = fingerprint(SOURCES);
  const stampName = `product ${distDir}`;
  const built = existsSync(path.join(distDir, 'BUILD_ID')) && existsSync('dist/server.mjs');
  if (!force && built && readStamps()[stampName] === stamp) return false;
  await rm(path.join(distDir, 'BUILD_ID'), { force: true });
  await buildPrograms();
  await step('pages', () => buildPages());
  await step('compressed scripts', () => compressStatic(distDir));
  saveStamp(stampName, stamp);
  return true;
}

/** The suite's own build, in which the locks can be taken away; nothing of it is in the product's. */
const UNLOCKED = {
  pages: '.next-isolation',
  server: 'dist/isolation',
  tsconfig: 'tsconfig.isolation.json',
};

/** As above, of the build whose locks `e2e/isolation/locks-off` replaces. */
export async function buildUnlocked() {
  const { pages, server, tsconfig } = UNLOCKED;
  const stamp = fingerprint([...SOURCES, 'e2e/isolation/locks-off', tsconfig]);
  const stampName = `unlocked ${pages}`;
  const built = existsSync(path.join(pages, 'BUILD_ID')) && existsSync(`${server}/server.mjs`);
  if (built && readStamps()[stampName] === stamp) return false;
  await rm(path.join(pages, 'BUILD_ID'), { force: true });
  await bundleServer(server, tsconfig);
  await step('pages without locks', () =>
    buildPages({ NEXT_DIST_DIR: pages, NEXT_TSCONFIG: tsconfig }),
  );
  saveStamp(stampName, stamp);
  return true;
}

function buildPages(env = {}) {
  return run(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env },
  });
}
