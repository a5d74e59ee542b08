/** `npm run policies -- COMMAND DIR`: policies kept as files, beside a running installation. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildPrograms } from './build/build-product.mjs';
import { complain, Plain, say } from './console.mjs';
import { requireInstallation } from './start/data-directory.mjs';
import { runningHolder } from './start/instance-lock.mjs';

// Directories are named from where the command was called.
const from = process.env.INIT_CWD ?? process.cwd();
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.env.LOG_LEVEL ??= 'silent';
const dataDir = path.resolve(process.env.TENANTRY_DATA_DIR || '.data');
const args = process.argv.slice(2);
try {
  if (args.length > 0 && !args.some((arg) => ['-h', '--help'].includes(arg)))
    requireInstallation(dataDir);
  if (!existsSync('dist/policies.mjs')) await buildPrograms();
  const { runPolicies } = await import('../dist/policies.mjs');
  process.exitCode = await runPolicies(args, from, say);
} catch (error) {
  const isAway =
    error?.code === 'store_unavailable' && !runningHolder(dataDir) && !process.env.DATABASE_URL;
  complain(isAway ? new Plain(`${error.message} Is the product running on ${dataDir}?`) : error);
}
