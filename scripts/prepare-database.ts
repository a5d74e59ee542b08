import { prepareHome } from '@/lib/db/embedded/home';
import { endLeftover } from '@/lib/db/embedded/leftover';
import { migrate } from '@/lib/db/migrate';
import { type RunningDatabase, startDatabase } from '@/lib/db/start-database';

/** Starts the database and brings it to the newest migration; nothing runs when that fails. */
export async function prepareDatabase(): Promise<RunningDatabase & { migrations: string[] }> {
  const database = await startDatabase();
  try {
    return { ...database, migrations: await migrate() };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** Ends an embedded PostgreSQL that outlived its parent, before its directory is deleted. */
export async function endLeftoverDatabase(): Promise<void> {
  await endLeftover(await prepareHome());
}
