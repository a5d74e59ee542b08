import type { PoolConfig } from 'pg';
import { prepareHome } from '@/lib/db/embedded/home';
import { secrets } from '@/lib/secrets';

/** Of whoever owns the benchmark's own PostgreSQL. */
export async function superuserConfig(): Promise<PoolConfig> {
  const { host, port, database } = secrets().postgres;
  const { superuser } = await prepareHome();
  return { host, port, database, ...superuser };
}
