import pg from 'pg';
import { connectionFor } from '@/lib/db/connection';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { transaction } from '@/lib/db/transaction';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Case, Family } from '../case';

const FAMILY = 'pools';
const ROUNDS = 30;

/** A connection serves one tenant after another: nothing of the one may be left for the next. */
export const pools: Family = ({ world }) => {
  const { victim, attacker } = world;
  const attacks: [string, () => Promise<string[]>][] = [
    [
      'a statement that times out in a transaction',
      () => after(timedOut, victim.ctx, attacker.ctx),
    ],
    ['a transaction that fails', () => after(failing, victim.ctx, attacker.ctx)],
    ['a connection that ends in a transaction', () => after(terminated, victim.ctx, attacker.ctx)],
    ['a context set for the whole session', () => after(sessionWide, victim.ctx, attacker.ctx)],
    [
      'a role and a search path set for the session',
      () => after(settings, victim.ctx, attacker.ctx),
    ],
    ['a pool of one, its tenants in turns', () => poolOfOne(victim.ctx, attacker.ctx)],
  ];
  return attacks.map(
    ([id, attack]): Case => ({ id, family: FAMILY, covers: ['store database'], attack }),
  );
};

/** Does the damage on many connections at once, each followed by the attacker and by nobody. */
async function after(
  damage: (ctx: TenantContext) => Promise<unknown>,
  victim: TenantContext,
  attacker: TenantContext,
): Promise<string[]> {
  const problems = await Promise.all(
    Array.from({ length: ROUNDS }, async () => {
      await damage(victim).catch(() => undefined);
      const [own, nobody] = await Promise.all([tenantsSeen(attacker), tenantsSeenByNobody()]);
      return [
        ...own
          .filter((tenant) => tenant !== attacker.tenantId)
          .map(() => 'the next tenant saw its rows'),
        ...nobody.map(() => 'rows were seen without a context'),
      ];
    }),
  );
  return [...new Set(problems.flat())];
}

const TENANTS = 'select distinct tenant_id from document';

function tenantsSeen(ctx: TenantContext): Promise<string[]> {
  return ctx.databaseToken().then((token) =>
    transaction('app', token, async (client) => {
      const { rows } = await client.query<{ tenant_id: string }>(TENANTS);
      return rows.map((row) => row.tenant_id);
    }),
  );
}

function tenantsSeenByNobody(): Promise<string[]> {
  return transaction('app', undefined, async (client) => {
    const { rows } = await client.query<{ tenant_id: string }>(TENANTS);
    return rows.map((row) => row.tenant_id);
  });
}

const timedOut = (ctx: TenantContext) =>
  withTenantSql(ctx, async (sql) => {
    await sql("select set_config('statement_timeout', '5', true) where :tenant is not null");
    await sql('select pg_sleep(1) where :tenant is not null');
  });

const failing = (ctx: TenantContext) =>
  withTenantSql(ctx, (sql) => sql('select 1 / (length(:tenant::text) - 36)'));

const terminated = (ctx: TenantContext) =>
  withTenantSql(ctx, (sql) =>
    sql('select pg_terminate_backend(pg_backend_pid()) where :tenant is not null'),
  );

/** What injected SQL could do with the context that is there. */
const sessionWide = (ctx: TenantContext) =>
  withTenantSql(ctx, (sql) =>
    sql(
      "select set_config('tenancy.context', current_setting('tenancy.context'), false) where :tenant is not null",
    ),
  );

const settings = (ctx: TenantContext) =>
  withTenantSql(ctx, async (sql) => {
    for (const [name, value] of [
      ['row_security', 'off'],
      ['search_path', 'pg_temp, public'],
      ['session_replication_role', 'replica'],
    ]) {
      await sql(`select set_config('${name}', '${value}', false) where :tenant is not null`).catch(
        () => undefined,
      );
    }
  });

async function poolOfOne(victim: TenantContext, attacker: TenantContext): Promise<string[]> {
  const pool = new pg.Pool({ ...connectionFor('app'), max: 1 });
  const problems: string[] = [];
  try {
    for (let n = 0; n < ROUNDS; n++) {
      const ctx = n % 2 === 0 ? victim : attacker;
      const token = await ctx.databaseToken();
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query("select set_config('tenancy.context', $1, true)", [token]);
        const { rows } = await client.query<{ tenant_id: string }>(TENANTS);
        if (n % 3 === 0) await client.query('select 1 / 0').catch(() => undefined);
        await client.query(n % 3 === 1 ? 'commit' : 'rollback');
        const left = await client.query<{ tenant_id: string }>(TENANTS);
        if (rows.some((row) => row.tenant_id !== ctx.tenantId)) problems.push('rows of another');
        if (left.rows.length > 0) problems.push('rows were left after the transaction');
      } finally {
        client.release();
      }
    }
  } finally {
    await pool.end();
  }
  return [...new Set(problems)];
}
