import { TenantMismatch } from '@/lib/db/assert-tenant';
import { bindTenant, withTenantSql } from '@/lib/db/tenant-sql';
import { transaction } from '@/lib/db/transaction';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ProbedPath, ProbeOutcome } from '../schema';
import type { Canary } from './canaries';
import { withCanaryKey } from './with-canary-key';

interface Table {
  name: string;
  sealed: string[];
  /** Without one, a sealed value's place is the tenant's and not a row's. */
  has_id: boolean;
}

/** Tables of which a key alone reads its own rows: tried between keys. */
const OF_KEYS: readonly string[] = ['idempotent_answer'];

/** Every table with a tenant that the app may read: each lock of it, tried as the other canary. */
export async function probeTables(attacker: Canary, victim: Canary): Promise<ProbedPath[]> {
  const all = await tables(attacker.ctx);
  const isOfKeys = ({ name }: Table) => OF_KEYS.includes(name);
  const between = (own: TenantContext, theirs: TenantContext, some: Table[]) =>
    probeBetween({ attacker: own, victim: theirs }, some);
  return [
    ...(await between(
      attacker.ctx,
      victim.ctx,
      all.filter((table) => !isOfKeys(table)),
    )),
    ...(await withCanaryKey(attacker.ctx, (own) =>
      withCanaryKey(victim.ctx, (theirs) => between(own, theirs, all.filter(isOfKeys))),
    )),
  ];
}

interface Sides {
  attacker: TenantContext;
  victim: TenantContext;
}

async function probeBetween({ attacker, victim }: Sides, some: Table[]): Promise<ProbedPath[]> {
  const assertion = await asserts(attacker, victim.tenantId);
  const paths: ProbedPath[] = [];
  for (const table of some) {
    const planted = (await count(victim, table.name, 'tenant_id = :tenant')) > 0;
    const scoped = await countByHandle(attacker, victim, table.name);
    const unscoped = await count(
      attacker,
      table.name,
      `:tenant is not null and tenant_id = '${victim.tenantId}'::uuid`,
    );
    const outcome = (held: boolean): ProbeOutcome =>
      held ? (planted ? 'held' : 'empty') : 'failed';
    const path: ProbedPath = {
      kind: 'table',
      path: table.name,
      locks: { handle: outcome(scoped === 0), store: outcome(unscoped === 0), assertion },
    };
    for (const column of table.has_id ? table.sealed : []) {
      const opened = await opens(attacker, victim, table.name, column);
      if (opened === undefined) continue;
      path.locks.encryption =
        path.locks.encryption === 'failed' ? 'failed' : opened ? 'failed' : 'held';
    }
    if (Object.values(path.locks).includes('failed'))
      path.problem = 'Rows or values of the other canary were reached.';
    paths.push(path);
  }
  return paths;
}

/** Names come from the catalogue, never from a caller. */
async function tables(ctx: TenantContext): Promise<Table[]> {
  return withTenantSql(ctx, (sql) =>
    sql<Table>(
      `select c.table_name::text as name,
         coalesce(array_agg(c.column_name::text) filter (where c.column_name like '%\\_sealed'), '{}') as sealed,
         bool_or(c.column_name = 'id') as has_id
       from information_schema.columns c
       where :tenant is not null and c.table_schema = 'public' and exists (
         select from information_schema.columns t where t.table_schema = c.table_schema
           and t.table_name = c.table_name and t.column_name = 'tenant_id')
       group by c.table_name order by c.table_name`,
    ),
  );
}

async function count(ctx: TenantContext, table: string, where: string): Promise<number> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ rows: bigint }>(`select count(*) as rows from "${table}" where ${where}`),
  );
  return Number(row?.rows ?? 0);
}

/** The attacker's scope where the store would give everything of the victim: nothing else stands between. */
async function countByHandle(
  attacker: TenantContext,
  victim: TenantContext,
  table: string,
): Promise<number> {
  const text = bindTenant(
    `select count(*)::int as rows from "${table}" where tenant_id = :tenant`,
    0,
  );
  const token = await victim.databaseToken();
  const { rows } = await transaction('app', token, (client) =>
    client.query<{ rows: number }>(text, [attacker.tenantId]),
  );
  return rows[0]?.rows ?? 0;
}

/** A row that claims to be the other tenant's must not come out of the gateway. */
async function asserts(ctx: TenantContext, foreign: string): Promise<ProbeOutcome> {
  try {
    await withTenantSql(ctx, (sql) =>
      sql('select $1::uuid as tenant_id where :tenant is not null', [foreign]),
    );
    return 'failed';
  } catch (error) {
    if (error instanceof TenantMismatch) return 'held';
    throw error;
  }
}

/** Whether the attacker's keys open the victim's value; undefined when there is none to try. */
async function opens(
  attacker: TenantContext,
  victim: TenantContext,
  table: string,
  column: string,
): Promise<boolean | undefined> {
  const [row] = await withTenantSql(victim, (sql) =>
    sql<{ id: string; value: Buffer }>(
      `select id, "${column}" as value from "${table}"
       where tenant_id = :tenant and "${column}" is not null limit 1`,
    ),
  );
  if (!row) return undefined;
  const place = { table, row: row.id, column: column.replace(/_sealed$/, '') };
  const tryWith = (ctx: TenantContext) => {
    try {
      tenantKeys(ctx).open(place, row.value);
      return true;
    } catch {
      return false;
    }
  };
  // A value that its owner cannot open there says nothing about the attacker.
  return tryWith(victim) ? tryWith(attacker) : undefined;
}
