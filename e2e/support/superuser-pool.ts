import pg from 'pg';
import { prepareHome } from '@/lib/db/embedded/home';
import { secrets } from '@/lib/secrets';

/** Many connections of whoever has the machine, for what a benchmark compares the product with. */
export async function superuserPool(max: number): Promise<pg.Pool> {
  const { host, port, database } = secrets().postgres;
  const { superuser } = await prepareHome();
  const pool = new pg.Pool({ host, port, database, ...superuser, max });
  // PostgreSQL ends with the benchmark, perhaps before an idle connection does.
  pool.on('error', () => undefined);
  return pool;
}
