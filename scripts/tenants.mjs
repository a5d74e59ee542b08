/** `npm run tenants -- COMMAND`: commands on tenants, beside a running installation. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildPrograms } from './build/build-product.mjs';
import { complain, Plain, say } from './console.mjs';
import { requireInstallation } from './start/data-directory.mjs';
import { runningHolder } from './start/instance-lock.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.env.LOG_LEVEL ??= 'silent';
// Links lead to the instance that runs here.
const dataDir = path.resolve(process.env.TENANTRY_DATA_DIR || '.data');
const running = runningHolder(dataDir);
if (running) process.env.PORT ??= String(running.port);
const args = process.argv.slice(2);
/** Help, and a receipt with its key at hand, need none. */
const isFree = (arg) => ['-h', '--help'].includes(arg) || arg.startsWith('--public-key');
try {
  if (args.length > 0 && !args.some(isFree)) requireInstallation(dataDir);
  if (!existsSync('dist/tenants.mjs')) await buildPrograms();
  const { runTenants } = await import('../dist/tenants.mjs');
  await runTenants(args, say);
} catch (error) {
  const isAway = error?.code === 'store_unavailable' && !running && !process.env.DATABASE_URL;
  complain(isAway ? new Plain(`${error.message} Is the product running on ${dataDir}?`) : error);
}
