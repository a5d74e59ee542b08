import type { Client } from 'pg';
import { ownerClient } from '@/e2e/support/owner-client';

const PAIRS = 'tenancy.isolation_swap';

/** Takes a tenant of the pairs for the other, whatever its context says. */
const CARELESS = `
  create or replace function tenancy.current_tenant() returns uuid language sql stable security definer
  set search_path = pg_catalog, pg_temp as $$
    select coalesce((select s.becomes from ${PAIRS} s where s.tenant = c.tenant), c.tenant)
    from (select case when claim[3] <> 'platform' then claim[1]::uuid end as tenant from tenancy.claims() claim) c
  $$`;

/**
 * The part of the store's lock that functions of the database stand behind, who see past row-level
 * security: that the tenant they act for is the one of the signed context.
 */
export class ContextSwap {
  readonly #client: Client;
  readonly #own: string;

  private constructor(client: Client, own: string) {
    this.#client = client;
    this.#own = own;
  }

  static async open(): Promise<ContextSwap> {
    const client = await ownerClient();
    const { rows } = await client.query<{ text: string }>(
      "select pg_get_functiondef('tenancy.current_tenant()'::regprocedure) as text",
    );
    const [row] = rows;
    if (!row) throw new Error('The database has no tenancy.current_tenant().');
    await client.query(
      `create table if not exists ${PAIRS} (tenant uuid primary key, becomes uuid not null)`,
    );
    await client.query(`grant select on ${PAIRS} to tenantry_definer`);
    return new ContextSwap(client, row.text);
  }

  async set(off: boolean): Promise<void> {
    const all = [
      'begin',
      'grant create on schema tenancy to tenantry_definer',
      'set local role tenantry_definer',
      off ? CARELESS : this.#own,
      'reset role',
      'revoke create on schema tenancy from tenantry_definer',
      'commit',
    ];
    try {
      for (const statement of all) await this.#client.query(statement);
    } catch (error) {
      await this.#client.query('rollback');
      throw error;
    }
  }

  async close(): Promise<void> {
    try {
      await this.set(false);
    } finally {
      await this.#client.end();
    }
  }
}

/** While the lock is off, the database takes `tenant` for `becomes`. */
export async function pairContexts(tenant: string, becomes: string): Promise<void> {
  const client = await ownerClient();
  try {
    await client.query(
      `insert into ${PAIRS} values ($1, $2) on conflict (tenant) do update set becomes = excluded.becomes`,
      [tenant, becomes],
    );
  } finally {
    await client.end();
  }
}
