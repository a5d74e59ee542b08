/** `npm run tenants -- COMMAND`: commands on tenants, beside a running installation. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildPrograms } from './build/build-product.mjs';
import { complain, say } from './console.mjs';
import { runningHolder } from './start/instance-lock.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.env.LOG_LEVEL ??= 'silent';
// Links lead to the instance that runs here.
const running = runningHolder(path.resolve(process.env.TENANTRY_DATA_DIR || '.data'));
if (running) process.env.PORT ??= String(running.port);
try {
  if (!existsSync('dist/tenants.mjs')) await buildPrograms();
  const { runTenants } = await import('../dist/tenants.mjs');
  await runTenants(process.argv.slice(2), say);
} catch (error) {
  complain(error);
}
