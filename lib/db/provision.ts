import type { Client } from 'pg';
import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Login, PostgresSecrets } from '@/lib/secrets';

/**
 * Creates what a migration cannot: logins, the database, the extension. Every statement may be run
 * again, and passwords are set to those of the secrets each time.
 */
export async function provisionLogins(admin: Client, logins: Login[]): Promise<void> {
  for (const login of logins) {
    const name = escapeIdentifier(login.user);
    const { rows } = await admin.query<{ excessive: boolean }>(
      'select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as excessive from pg_roles where rolname = $1',
      [login.user],
    );
    if (rows[0]?.excessive) {
      throw new Error(`${login.user} has rights that row-level security does not bind`);
    }
    if (!rows[0]) await admin.query(`create role ${name}`);
    await admin.query(
      `alter role ${name} login noinherit password ${escapeLiteral(login.password)}`,
    );
  }
}

/**
 * Owns the SECURITY DEFINER functions; nobody signs in as it. The schema's owner may hand functions
 * to it and inherits nothing from it.
 */
const DEFINER = 'tenantry_definer';

export async function provisionDefiner(admin: Client, owner: Login): Promise<void> {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [DEFINER]);
  if (!rowCount) await admin.query(`create role ${DEFINER} nologin noinherit`);
  const { rows } = await admin.query<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
  );
  const options = (rows[0]?.version ?? 0) >= 160000 ? 'with inherit false, set true' : '';
  await admin.query(`grant ${DEFINER} to ${escapeIdentifier(owner.user)} ${options}`);
}

export async function provisionDatabase(admin: Client, postgres: PostgresSecrets): Promise<void> {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [
    postgres.database,
  ]);
  if (rowCount) return;
  const [name, owner] = [postgres.database, postgres.owner.user].map(escapeIdentifier);
  await admin.query(`create database ${name} owner ${owner}`);
}

/** In the product's database: pgcrypto in its own schema, and nobody in who has no login of ours. */
export async function provisionSchema(admin: Client, postgres: PostgresSecrets): Promise<void> {
  const database = escapeIdentifier(postgres.database);
  const owner = escapeIdentifier(postgres.owner.user);
  const roles = Object.values(postgres.roles).map((login) => escapeIdentifier(login.user));
  await admin.query('create schema if not exists extensions');
  await admin.query('create extension if not exists pgcrypto with schema extensions');
  await admin.query(`grant usage on schema extensions to ${owner} with grant option`);
  await admin.query(`revoke all on database ${database} from public`);
  await admin.query(`grant connect on database ${database} to ${roles.join(', ')}`);
}
