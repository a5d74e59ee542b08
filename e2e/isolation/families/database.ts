import pg from 'pg';
import { connectionFor } from '@/lib/db/connection';
import { newId } from '@/lib/ids';
import type { DatabaseRole } from '@/lib/secrets';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Case, Family } from '../case';

const ROLES: DatabaseRole[] = ['app', 'auth', 'worker', 'operator', 'finance', 'auditor'];

/** Every table through raw connections, as if all of the app's own filters were missing or SQL were injected. */
export const database: Family = ({ world, manifest }) => {
  const { victim, attacker } = world;
  const forged = async () =>
    (await attacker.ctx.databaseToken()).replace(attacker.ctx.tenantId, victim.ctx.tenantId);
  const perTable = manifest.tables.flatMap((table): Case[] => [
    {
      id: `table ${table} without a filter, under the attacker's context`,
      family: 'missing lock',
      covers: [`table ${table}`, 'store database'],
      attack: () => foreignRows('app', table, attacker.ctx.databaseToken(), attacker.ctx.tenantId),
    },
    {
      id: `table ${table} under a context with the tenant exchanged`,
      family: 'missing lock',
      covers: [`table ${table}`],
      attack: () => foreignRows('app', table, forged(), undefined),
    },
    ...ROLES.map((role) => ({
      id: `table ${table} as ${role} without a context`,
      family: 'missing lock',
      covers: [`table ${table}`],
      attack: () => foreignRows(role, table, undefined, undefined),
    })),
    {
      id: `table ${table}: a row of the victim written by the attacker`,
      family: 'missing lock',
      covers: [`table ${table}`],
      attack: () => movedRow(table, attacker.ctx, victim.ctx.tenantId),
    },
    {
      id: `table ${table}: a new row of the victim, added by the attacker`,
      family: 'missing lock',
      covers: [`table ${table}`],
      attack: () => addedRow(table, attacker.ctx, victim.ctx.tenantId),
    },
  ]);
  return [...perTable, ...jobs(attacker.ctx, victim.ctx.tenantId, manifest.jobs)];
};

/** Rows of anybody but `own`; none at all may come when `own` is undefined. */
async function foreignRows(
  role: DatabaseRole,
  table: string,
  token: Promise<string> | undefined,
  own: string | undefined,
): Promise<string[]> {
  return inTransaction(role, await token, async (client) => {
    const result = await client
      .query<{ tenant_id: string }>(`select tenant_id from ${table}`)
      .catch(permissionDenied);
    const foreign = result.rows.filter((row) => row.tenant_id !== own);
    return foreign.length === 0 ? [] : [`${foreign.length} rows of others`];
  });
}

async function movedRow(table: string, ctx: TenantContext, victimId: string): Promise<string[]> {
  return inTransaction('app', await ctx.databaseToken(), async (client) => {
    const result = await client
      .query(`update ${table} set tenant_id = $1 where tenant_id = $2`, [victimId, ctx.tenantId])
      .catch(refused);
    return result.rowCount === 0 ? [] : [`${result.rowCount} rows moved into the victim's tenant`];
  });
}

/**
 * What the tables' other policies want of a new row, so that nothing is left to refuse it but the one that
 * compares its tenant. `:own`: the attacker.
 */
const OWN_VALUES: Record<string, Record<string, string>> = {
  api_key: { created_by: ':own' },
  audit_entry: { actor_kind: 'user' },
  citation: { user_id: ':own' },
  conversation: { user_id: ':own' },
  deferred_answer: { user_id: ':own' },
  injection_attempt: { source: 'message', user_id: ':own' },
  legal_hold: { placed_by: ':own', placed_by_kind: 'user' },
  message: { user_id: ':own' },
  pending_upload: { created_by: ':own' },
  notification_choice: { user_id: ':own' },
  persona: { author_id: ':own' },
  plan_change: {
    asked_by: ':own',
    state: 'scheduled',
    asked_at: '2026-01-01',
    effective_at: '2026-02-01',
  },
  quota_request: { asked_by: ':own' },
  retention_setting: { changed_by: ':own' },
  tenant_operation: { requested_by: ':own', state: 'queued', kind: 'export' },
};
/** Of which nobody but a worker, or a key, adds a row: an earlier policy says so. */
const ADDED_BY_OTHERS = ['tenant_export', 'idempotent_answer'];
/** Which want a message or conversation of their tenant that the writer sees: an earlier policy says so. */
const BESIDE_SEEN_ROWS = ['answer_feedback', 'answer_trace', 'conversation_posting'];

/** The check of the policy comes before all other constraints: a row with hardly a value reaches it. */
async function addedRow(table: string, ctx: TenantContext, victimId: string): Promise<string[]> {
  return inTransaction('app', await ctx.databaseToken(), async (client) => {
    const values = { tenant_id: victimId, ...OWN_VALUES[table] };
    const given = Object.values(values).map((value) =>
      value === ':own' ? ctx.principal.id : value,
    );
    const { rows } = await client.query<{ may: boolean }>(
      "select has_column_privilege(current_user, $1, 'tenant_id', 'insert') as may",
      [table],
    );
    const answer = await client
      .query(
        `insert into ${table} (${Object.keys(values)}) values (${given.map((_, n) => `$${n + 1}`)})`,
        given,
      )
      .then(
        () => 'a row was added to the victim',
        (error: Error) => error.message,
      );
    const earlier = [...ADDED_BY_OTHERS, ...BESIDE_SEEN_ROWS].includes(table);
    const policy = earlier ? '' : ` "${table}_own_tenant"`;
    const wanted = rows[0]?.may
      ? `violates row-level security policy${policy}`
      : 'permission denied for table';
    return answer.includes(wanted) ? [] : [`not refused by the tenant's policy: ${answer}`];
  });
}

function jobs(ctx: TenantContext, victimId: string, kinds: string[]): Case[] {
  return kinds.map((kind) => ({
    id: `job ${kind} with a forged tenant`,
    family: 'confused deputy',
    covers: [`job ${kind}`],
    attack: async () =>
      inTransaction('app', await ctx.databaseToken(), async (client) => {
        const result = await client
          .query(
            `insert into job (tenant_id, id, kind, subject_id, created_by, created_at) values ($1, $2, $3, $4, $5, now())`,
            [victimId, newId(), kind, newId(), newId()],
          )
          .catch(refused);
        return result.rowCount === 0 ? [] : ['a job was queued for the victim'];
      }),
  }));
}

async function inTransaction(
  role: DatabaseRole,
  token: string | undefined,
  work: (client: pg.Client) => Promise<string[]>,
): Promise<string[]> {
  const client = new pg.Client(connectionFor(role));
  await client.connect();
  try {
    await client.query('begin');
    if (token !== undefined)
      await client.query("select set_config('tenancy.context', $1, true)", [token]);
    return await work(client);
  } finally {
    await client.query('rollback').catch(() => undefined);
    await client.end();
  }
}

const EMPTY = { rows: [], rowCount: 0 };

function permissionDenied(error: { code?: string }): typeof EMPTY {
  if (error.code === '42501') return EMPTY;
  throw error;
}

/** Refused by privilege, policy or constraint: nothing was written. */
function refused(error: { code?: string }): typeof EMPTY {
  if (error.code && ['42501', '23503', '23505', '44000'].includes(error.code)) return EMPTY;
  throw error;
}
