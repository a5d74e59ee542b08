import type { Client } from 'pg';
import { ownerClient } from '@/e2e/support/owner-client';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { RowFiller } from '../mutants/row-filler';

const SOMEBODY = '00000000-0000-4000-8000-00000000000f';
const LONG_AGO = '2020-01-01T00:00:00Z';

const NO_LINES = JSON.stringify({
  ...{ lines: [], sums: {}, overageNano: '0' },
  settlement: { terms: { currency: 'USD', taxBp: 0 }, rate: null },
});

/** So that what is only there to be seen has no effect: no worker takes it, nothing is held by it. */
export const AT_REST: Record<string, Record<string, unknown>> = {
  legal_hold: { lifted_at: LONG_AGO, lifted_by: SOMEBODY },
  containment: {
    ...{ ended_at: LONG_AGO, until: '2999-01-01T00:00:00Z' },
    ...{ metric: 'refused', actions: '[{"kind": "notify"}]' },
  },
  cost_anomaly: {
    gone_at: LONG_AGO,
    causes: JSON.stringify({
      ...{ days: ['2020-01-01'], changeNano: '1', volumeNano: '1', mixNano: '0', priceNano: '0' },
      parts: { feature: [], model: [], user: [], version: [] },
    }),
  },
  idempotent_answer: { expires_at: '2999-01-01T00:00:00Z' },
  plan_change: { from_plan: 'free', to_plan: 'starter', state: 'undone', ended_at: LONG_AGO },
  tenant_leave: {
    days: 14,
    state: 'taken_back',
    ended_at: LONG_AGO,
    ends_at: '2999-01-01T00:00:00Z',
  },
  policy_change_target: { stage: 1, state: 'ended', expects: '{}' },
  quota_request: { state: 'withdrawn', ended_at: LONG_AGO },
  billing_terms: { currency: 'USD', discount_on: 'fees', tax_category: 'O', tax_bp: 0 },
  // Of a month long before: nobody closes the next one.
  issued_statement: {
    ...{ kind: 'statement', month: '2001-01', currency: 'USD', counted: '[]', document: NO_LINES },
    ...{ total_nano: 0, net_minor: 0, tax_minor: 0, due_minor: 0 },
  },
  support_grant: {
    ...{ granted_at: LONG_AGO, expires_at: '2020-01-01T01:00:00Z' },
    ...{ ended_at: LONG_AGO, end_reason: 'expired' },
  },
  tenant_operation: { state: 'done' },
  deferred_answer: { state: 'done' },
  tenant_export: { expires_at: '2999-01-01T00:00:00Z', sha256: Buffer.alloc(32) },
  // Of a person's message: a document's would have to be named.
  injection_attempt: { source: 'message', user_id: SOMEBODY },
};

/** Their person must be one of the tenant. */
const OF_MEMBERS = ['deferred_answer'];
/** Their key must be one of the tenant. */
const OF_KEYS = ['idempotent_answer'];

/** Two tenants that were erased: one without a receipt yet but with a month's sums, one with a receipt. */
export const ERASED = { id: newId(), receiptOf: newId(), month: '2026-01-01' };

/** `word`: what their names and addresses are found by. */
export async function makeErased(word: string): Promise<void> {
  const named = { slug: `gone-${word}`, name: `Gone ${word}`, plan: 'free' };
  await putRow('erased_tenant', { id: ERASED.id, ...named });
  await putRow('erased_totals', { erased_id: ERASED.id, month: ERASED.month });
  await putRow('erased_bill', {
    ...{ erased_id: ERASED.id, month: '2026-01', days: 31, days_in_month: 31 },
  });
  await putRow('erased_tenant', { id: ERASED.receiptOf, ...named, receipt: '{}' });
}

export function putRow(table: string, given: Record<string, unknown>): Promise<void> {
  return asOwner(table, (client) => new RowFiller(client).put(table, given));
}

/** As the owner, whom forced row-level security binds too: it is forced again before anybody sees the table. */
export async function asOwner(
  table: string,
  work: (client: Client) => Promise<unknown>,
): Promise<void> {
  const client = await ownerClient();
  try {
    await client.query('begin');
    await client.query(`alter table ${table} no force row level security`);
    await work(client);
    await client.query(`alter table ${table} force row level security`);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/** A row of the tenant in each table that has none of it yet: what holds nothing cannot be seen to leak. */
export async function fillEmptyTables(
  ctx: TenantContext,
  tables: readonly string[],
): Promise<void> {
  const { tenantId, principal } = ctx;
  const [key] = await withTenantSql(ctx, (sql) =>
    sql<{ id: string }>('select id from api_key where tenant_id = :tenant limit 1'),
  );
  for (const table of tables) {
    await asOwner(table, async (client) => {
      const own = `select from ${table} where tenant_id = $1 limit 1`;
      const { rowCount } = await client.query(own, [tenantId]);
      if (rowCount !== 0) return;
      const row = { tenant_id: tenantId, ...AT_REST[table] };
      const whose = OF_MEMBERS.includes(table) && { user_id: principal.id };
      const ofKey = OF_KEYS.includes(table) && { key_id: key?.id };
      await new RowFiller(client).put(table, { ...row, ...whose, ...ofKey });
    });
  }
}
