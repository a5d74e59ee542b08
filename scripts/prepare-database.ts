import { prepareHome } from '@/lib/db/embedded/home';
import { endLeftover } from '@/lib/db/embedded/leftover';
import { migrate } from '@/lib/db/migrate';
import { closePools } from '@/lib/db/pools';
import { type RunningDatabase, startDatabase } from '@/lib/db/start-database';
import { readJournal } from '@/lib/lifecycle/erasure-journal';

/**
 * Starts the database, brings it to the newest migration, and erases again what a restored copy has brought
 * back; nothing runs when any of that fails.
 */
export async function prepareDatabase(): Promise<RunningDatabase & { migrations: string[] }> {
  const database = await startDatabase();
  try {
    const migrations = await migrate();
    if (readJournal().length > 0) await replay();
    return { ...database, migrations };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** A program of its own, so that a start without erasures does not load every store's client. */
async function replay(): Promise<void> {
  const program = new URL('./replay-erasures.mjs', import.meta.url).href;
  const { replayErasures }: typeof import('@/lib/lifecycle/replay-erasures') = await import(
    program
  );
  await replayErasures();
  await closePools();
}

/** Ends an embedded PostgreSQL that outlived its parent, before its directory is deleted. */
export async function endLeftoverDatabase(): Promise<void> {
  await endLeftover(await prepareHome());
}
