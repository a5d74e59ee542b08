import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startTestDatabase } from '@/e2e/support/harness';
import { EVERY_SUBSET, QUICK_SUBSETS } from './locks';
import { writeSwitches } from './switch-file';

/**
 * The lock matrix, in a process of its own: the gateways that it calls itself are those of the build
 * without locks too (TSX_TSCONFIG_PATH=tsconfig.isolation.json). Writes a `MatrixReport` to `--json`, of the
 * paths alone whose names hold `--only`.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  });
  if (!values.json) throw new Error('--json names the file of the report.');
  const database = await startTestDatabase();
  const switchFile = path.join(database.dataDir, 'locks.json');
  writeSwitches(switchFile, { off: [], victim: '', tenants: [] });
  process.env.TENANTRY_ISOLATION_LOCKS = switchFile;
  // Everything that reads the environment is imported after it is complete.
  const { runMatrix } = await import('./run-matrix');
  try {
    const subsets = values.quick ? QUICK_SUBSETS : EVERY_SUBSET;
    const report = await runMatrix(subsets, switchFile, values.only);
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await database.stop();
  }
}

await main();
process.exit();
