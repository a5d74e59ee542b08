import { Client } from 'pg';
import { prepareHome } from '@/lib/db/embedded/home';
import { secrets } from '@/lib/secrets';

/** Whoever has the machine: reads every row of the test's database, whatever its policies say. */
export async function superuserClient(): Promise<Client> {
  const { postgres } = secrets();
  const { superuser } = await prepareHome();
  const { host, port, database } = postgres;
  const client = new Client({ host, port, database, ...superuser });
  await client.connect();
  return client;
}
