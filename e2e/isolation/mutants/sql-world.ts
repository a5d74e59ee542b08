import type { Client } from 'pg';
import { RowFiller } from './row-filler';
import { addKeys, type Key, keyContexts } from './sql-keys';
import { addLibraries } from './sql-library';
import { addPeople, PEOPLE, TENANTS } from './sql-people';

export interface SqlWorld {
  /** Signed contexts of people of our tenant, by what they are. */
  ours: Record<'owner' | 'admin' | 'member' | 'both', string>;
  /** Of API keys, as they were while the key held. */
  keys: Record<Key, string>;
  worker: string;
  platform: Record<'operator' | 'finance' | 'auditor', string>;
  /** Of a tenant's work, in a role of the platform. */
  posing: Record<'operator' | 'finance' | 'auditor', string>;
  /** Contexts that are worth nothing, by what is wrong with them. */
  worthless: Record<string, string>;
  /** Tables with a tenant; each has rows of ours and of theirs. */
  tables: string[];
}

/** Two tenants whose rows share their ids, with every kind of person, session, hold and job. */
export async function makeSqlWorld(client: Client): Promise<SqlWorld> {
  const filler = new RowFiller(client);
  await client.query('set local session_replication_role = replica');
  await addPeople(client, filler);
  await addLibraries(filler);
  await addKeys(filler);
  const tables = await tenantTables(client);
  for (const table of tables) {
    for (const tenant of [TENANTS.ours, TENANTS.theirs]) {
      const { rowCount } = await client.query(`select from ${table} where tenant_id = $1 limit 1`, [
        tenant,
      ]);
      if (!rowCount) await filler.put(table, { tenant_id: tenant });
    }
  }
  await client.query('set local session_replication_role = origin');
  const sign = async (
    scope: string,
    person: string,
    kind: string,
    role: string,
    lifetime = '1 hour',
  ) => {
    const { rows } = await client.query<{ token: string }>(
      'select tenancy.sign_context($1, $2, $3, $4, $5::interval) as token',
      [scope, person, kind, role, lifetime],
    );
    return rows[0]?.token ?? '';
  };
  const user = (person: keyof SqlWorld['ours'], role: string) =>
    sign(TENANTS.ours, PEOPLE[person], 'user', role);
  const ours = {
    owner: await user('owner', 'owner'),
    admin: await user('admin', 'admin'),
    member: await user('member', 'member'),
    both: await user('both', 'member'),
  };
  const platform = {
    operator: await sign('platform', PEOPLE.operator, 'platform', 'operator'),
    finance: await sign('platform', PEOPLE.finance, 'platform', 'finance'),
    auditor: await sign('platform', PEOPLE.auditor, 'platform', 'auditor'),
  };
  return {
    ours,
    keys: await keyContexts(client),
    worker: await sign(TENANTS.ours, PEOPLE.owner, 'worker', 'worker'),
    platform,
    posing: {
      operator: await sign(TENANTS.ours, PEOPLE.owner, 'worker', 'operator'),
      finance: await sign(TENANTS.ours, PEOPLE.owner, 'worker', 'finance'),
      auditor: await sign(TENANTS.ours, PEOPLE.owner, 'worker', 'auditor'),
    },
    worthless: {
      ...altered(ours.owner),
      'one that has ended': await sign(TENANTS.ours, PEOPLE.owner, 'user', 'owner', '-1 second'),
      'one of a person who has not accepted': await sign(
        TENANTS.ours,
        PEOPLE.pending,
        'user',
        'member',
      ),
      'one of a person who was removed': await sign(TENANTS.ours, PEOPLE.stranger, 'user', 'owner'),
      'one of a suspended tenant': await sign(TENANTS.paused, PEOPLE.pausedOwner, 'user', 'owner'),
      'a signed one of another version': await signedPayload(client, ours.owner),
    },
    tables,
  };
}

/** A genuine context with one part changed. */
function altered(token: string): Record<string, string> {
  const parts = token.split(':');
  const signature = parts[6] ?? '';
  const replaced = (place: number, value: string) =>
    parts.map((part, index) => (index === place ? value : part)).join(':');
  return {
    none: '',
    noise: 'v1:::::::',
    'too many parts': `${token}:more`,
    'too few parts': parts.slice(0, 6).join(':'),
    'their tenant under our signature': replaced(1, TENANTS.theirs),
    'another principal': replaced(2, PEOPLE.both),
    'a later expiry': replaced(5, '9999999999'),
    'no signature': replaced(6, ''),
    'a signature in capitals': replaced(6, signature.toUpperCase()),
    'a signature that is right at first': replaced(
      6,
      `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`,
    ),
  };
}

async function signedPayload(client: Client, token: string): Promise<string> {
  const payload = ['v2', ...token.split(':').slice(1, 6)].join(':');
  const { rows } = await client.query<{ token: string }>(
    `select $1 || ':' || encode(extensions.hmac($1::text::bytea, key, 'sha256'), 'hex') as token from tenancy.context_key`,
    [payload],
  );
  return rows[0]?.token ?? '';
}

async function tenantTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where a.attname = 'tenant_id' and not a.attisdropped and c.relkind in ('r', 'p')
       and c.relnamespace = 'public'::regnamespace order by 1`,
  );
  return rows.map((row) => row.name);
}
