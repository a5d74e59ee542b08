import { existsSync, readdirSync } from 'node:fs';
import { dataPath } from '@/lib/env';
import { keyDirectory } from '@/lib/keys/key-directory';
import { namespaceName } from '@/lib/keys/namespace-name';
import { superuserClient } from './superuser-client';

export type Superuser = Awaited<ReturnType<typeof superuserClient>>;

/** Rows of the tenant by table, over every table that carries one, whatever the policies say. */
export async function rowsOf(
  superuser: Superuser,
  tenantId: string,
): Promise<Record<string, number>> {
  const { rows } = await superuser.query<{ name: string }>(
    'select name from tenancy.tenant_tables()',
  );
  const found: Record<string, number> = {};
  for (const { name } of rows) {
    const counted = await superuser.query<{ n: number }>(
      `select count(*)::int as n from ${name} where tenant_id = $1`,
      [tenantId],
    );
    if (counted.rows[0]?.n) found[name] = counted.rows[0].n;
  }
  const self = await superuser.query('select id from tenant where id = $1', [tenantId]);
  if (self.rowCount) found.tenant = 1;
  return found;
}

/** What lies outside PostgreSQL under any name of the tenant's. */
export function filesOf(tenantId: string): string[] {
  const places = storesOf(tenantId).filter((place) => existsSync(place));
  const keys = readdirSync(keyDirectory()).filter((name) =>
    name.startsWith(namespaceName('key', tenantId)),
  );
  return [...places, ...keys];
}

/** Directories of the tenant's objects and vectors. */
export function storesOf(tenantId: string): string[] {
  return [
    dataPath('objects', namespaceName('objects', tenantId)),
    dataPath('vectors', namespaceName('vectors', tenantId)),
  ];
}

/** Tables with rows, and files, of the tenant: nothing once it was erased. */
export async function remainsOf(tenantId: string): Promise<string[]> {
  const superuser = await superuserClient();
  try {
    return [...Object.keys(await rowsOf(superuser, tenantId)), ...filesOf(tenantId)];
  } finally {
    await superuser.end();
  }
}
