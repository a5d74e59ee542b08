import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startTestDatabase } from '@/e2e/support/harness';

/** `npm run isolation`: attacks the built product as every wrong person and reports what surfaced. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { json: { type: 'string' }, quick: { type: 'boolean' } },
  });
  const database = await startTestDatabase();
  // Everything that reads the environment is imported after the database has set it.
  const { attackProduct } = await import('./attack-product');
  try {
    const report = await attackProduct();
    if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
    return report.leaks.length + report.manifest.uncovered.length + report.blind.length > 0 ? 1 : 0;
  } finally {
    await database.stop();
  }
}

process.exit(await main());
