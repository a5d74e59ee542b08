import { Client, Pool, type PoolConfig } from 'pg';
import { prepareHome } from '@/lib/db/embedded/home';
import { secrets } from '@/lib/secrets';

/** Whoever has the machine: reads every row of the test's database, whatever its policies say. */
export async function superuserClient(): Promise<Client> {
  const client = new Client(await superuserLogin());
  await client.connect();
  return client;
}

let kept: Pool | undefined;

/** The same over connections that stay, for what writes row by row. */
export async function keptSuperuser(): Promise<Pool> {
  const login = await superuserLogin();
  if (!kept) {
    kept = new Pool({ ...login, max: 2, allowExitOnIdle: true });
    kept.on('error', () => undefined);
  }
  return kept;
}

async function superuserLogin(): Promise<PoolConfig> {
  const { host, port, database } = secrets().postgres;
  const { superuser } = await prepareHome();
  return { host, port, database, ...superuser };
}
