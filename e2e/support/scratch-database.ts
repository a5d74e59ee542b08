import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Client } from 'pg';
import { prepareHome } from '@/lib/db/embedded/home';
import { MAKE_ERASABLE } from '@/lib/db/make-erasable';
import { MAKE_LEDGER_MONTHS } from '@/lib/db/make-ledger-months';
import { readMigrations } from '@/lib/db/migrate';
import { provisionSchema } from '@/lib/db/provision';
import { secrets } from '@/lib/secrets';

export interface ScratchDatabase {
  /** A superuser's connection: row-level security binds it only after `set local role`. */
  superuser: Client;
  /** Closes the connection and drops the database. */
  close(): Promise<void>;
}

/**
 * A database with all migrations and no rows, on the test's embedded PostgreSQL but beside the
 * product's: what is broken here on purpose disturbs nobody. `before` is called before each migration, so
 * that a test can write what an earlier version would have.
 */
export async function makeScratchDatabase(
  before: (migration: string, superuser: Client) => Promise<void> = async () => {},
): Promise<ScratchDatabase> {
  const { postgres } = secrets();
  const { superuser: login } = await prepareHome();
  const database = `scratch_${randomBytes(6).toString('hex')}`;
  const place = { host: postgres.host, port: postgres.port };
  const admin = await connected({ ...place, ...login, database: 'postgres' });
  await admin.query(`create database ${database} owner ${postgres.owner.user}`);
  const superuser = await connected({ ...place, ...login, database });
  await provisionSchema(superuser, { ...postgres, database });
  const owner = await connected({ ...place, ...postgres.owner, database });
  for (const { name, sql } of await readMigrations(path.resolve('prisma', 'migrations'))) {
    await before(name, superuser);
    await owner.query(`begin;\n${sql}\n;commit`);
  }
  await owner.query(MAKE_LEDGER_MONTHS);
  await owner.query(MAKE_ERASABLE);
  await owner.end();
  return {
    superuser,
    async close() {
      await superuser.end();
      await admin.query(`drop database ${database} with (force)`);
      await admin.end();
    },
  };
}

async function connected(config: ConstructorParameters<typeof Client>[0]): Promise<Client> {
  const client = new Client(config);
  await client.connect();
  return client;
}
