import { execFileSync } from 'node:child_process';
import { startTestDatabase } from './harness';

/** The worker bundles, and one server for all unit and contract tests; each file copies its database (see own-installation). */
export default async function setup(): Promise<() => Promise<void>> {
  process.env.LOG_LEVEL ??= 'silent';
  execFileSync(process.execPath, ['scripts/build.mjs', '--workers'], { stdio: 'ignore' });
  const database = await startTestDatabase();
  return () => database.stop();
}
