import { createHmac, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import {
  applicationSecrets,
  DATABASE_ROLES,
  type DatabaseRole,
  type Login,
  type PostgresSecrets,
  readSecrets,
  saveSecrets,
} from '@/lib/secrets';
import { EMBEDDED_PORT } from './embedded/home';
import { startEmbedded } from './embedded/start-embedded';
import { provisionDatabase, provisionDefiner, provisionLogins, provisionSchema } from './provision';

export interface RunningDatabase {
  embedded: boolean;
  /** Ends the embedded PostgreSQL; leaves an external one alone. */
  stop(): Promise<void>;
  /** Resolves with PostgreSQL's last words when the embedded one ends; never for an external one. */
  exited: Promise<string>;
}

/**
 * Makes PostgreSQL ready for migrations: starts the embedded one or reaches DATABASE_URL, and
 * provides logins, database, extension and `.data/secrets.json`. Call `migrate()` next.
 */
export async function startDatabase(options = { durable: true }): Promise<RunningDatabase> {
  return env.DATABASE_URL
    ? provideExternal(new URL(env.DATABASE_URL))
    : provideEmbedded(options.durable);
}

async function provideEmbedded(durable: boolean): Promise<RunningDatabase> {
  const running = await startEmbedded({ durable });
  const before = readSecrets();
  const password = () => randomBytes(24).toString('base64url');
  const postgres: PostgresSecrets = {
    host: running.home.socket,
    port: EMBEDDED_PORT,
    database: 'tenantry',
    owner: before?.postgres.owner ?? { user: 'tenantry_owner', password: password() },
    roles: roleLogins((role) => before?.postgres.roles[role]?.password ?? password()),
  };
  const admin = { host: postgres.host, port: postgres.port, ...running.home.superuser };
  try {
    await connected({ ...admin, database: 'postgres' }, async (client) => {
      await provisionLogins(client, [postgres.owner, ...Object.values(postgres.roles)]);
      await provisionDefiner(client, postgres.owner);
      await provisionDatabase(client, postgres);
    });
    await connected({ ...admin, database: postgres.database }, (client) =>
      provisionSchema(client, postgres),
    );
    saveSecrets({ postgres, ...applicationSecrets(before) });
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { embedded: true, stop: running.stop, exited: running.exited };
}

async function provideExternal(url: URL): Promise<RunningDatabase> {
  const before = readSecrets();
  const owner = {
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
  const postgres: PostgresSecrets = {
    host: url.hostname,
    port: Number(url.port || 5432),
    database: decodeURIComponent(url.pathname.slice(1)),
    owner,
    // Derived, so that instances which share the database and no files agree on them.
    roles: roleLogins((role) =>
      createHmac('sha256', `${owner.user}:${owner.password}`)
        .update(`tenantry ${role}`)
        .digest('base64url'),
    ),
  };
  try {
    await connected({ connectionString: url.href }, async (client) => {
      await provisionLogins(client, Object.values(postgres.roles));
      await provisionDefiner(client, owner);
      await provisionSchema(client, postgres);
    });
  } catch (error) {
    throw new AppError(
      'store_unavailable',
      `DATABASE_URL cannot be used: ${error instanceof Error ? error.message : error}. It must name an existing database whose owner may create roles, on PostgreSQL >= 15.`,
      { cause: error },
    );
  }
  saveSecrets({ postgres, ...applicationSecrets(before) });
  return { embedded: false, stop: async () => {}, exited: new Promise(() => {}) };
}

function roleLogins(password: (role: DatabaseRole) => string): Record<DatabaseRole, Login> {
  const entries = DATABASE_ROLES.map((role) => [
    role,
    { user: `tenantry_${role}`, password: password(role) },
  ]);
  return Object.fromEntries(entries) as Record<DatabaseRole, Login>;
}

async function connected(
  config: ConstructorParameters<typeof Client>[0],
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const client = new Client(config);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
