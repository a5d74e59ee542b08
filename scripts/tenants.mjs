/** `npm run tenants -- COMMAND`: commands on tenants, beside a running installation. */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildPrograms } from './build/build-product.mjs';
import { complain, say } from './console.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.env.LOG_LEVEL ??= 'silent';
try {
  if (!existsSync('dist/tenants.mjs')) await buildPrograms();
  const { runTenants } = await import('../dist/tenants.mjs');
  await runTenants(process.argv.slice(2), say);
} catch (error) {
  complain(error);
}
