import { startTestDatabase } from './harness';

/** One database for all unit and contract tests; each test makes its own tenants. */
export default async function setup(): Promise<() => Promise<void>> {
  process.env.LOG_LEVEL ??= 'silent';
  const database = await startTestDatabase();
  return () => database.stop();
}
