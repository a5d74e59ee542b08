import { describe, expect, it } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { reserve } from '@/lib/budget/reserve';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { sweepOrphans } from './sweep-orphans';

const DOCUMENT = newId();

/** A hold whose process is long gone. */
async function orphan(ctx: TenantContext, age: string, model?: string): Promise<void> {
  const { id } = await reserve(ctx, PLAN_DEFAULTS.professional, {
    requestId: newId(),
    callOrdinal: 0,
    feature: 'test',
    model: 'claude-sonnet-5-5',
    inputTokenBound: 100,
    maxOutputTokens: 100,
    documents: [DOCUMENT],
  });
  await withTenantSql(ctx, (sql) =>
    sql(
      `update reservation set renewed_at = clock_timestamp() - $2::interval, model = coalesce($3, model)
       where tenant_id = :tenant and id = $1`,
      [id, age, model ?? null],
    ),
  );
}

const ledger = (ctx: TenantContext) =>
  withTenantSql(ctx, (sql) =>
    sql('select outcome, estimated from ledger_entry where tenant_id = :tenant'),
  );

describe('the sweeper', () => {
  it('charges orphaned holds at their bound, also behind one that cannot be settled', async () => {
    const [broken, other] = [await makeTenant(), await makeTenant()];
    await orphan(broken.ctx, '2 days', 'a-model-that-is-gone');
    await orphan(other.ctx, '1 day');
    await sweepOrphans();
    expect(await ledger(broken.ctx)).toEqual([]);
    expect(await ledger(other.ctx)).toEqual([{ outcome: 'unknown', estimated: true }]);
  });

  it('leaves the request and the audit entry that the process could not', async () => {
    const { ctx } = await makeTenant();
    await orphan(ctx, '1 day');
    await Promise.all([sweepOrphans(), sweepOrphans()]);
    const rows = await withTenantSql(ctx, (sql) =>
      sql(
        `select outcome, passages, price_nano > 0 as charged from request where tenant_id = :tenant`,
      ),
    );
    expect(rows).toEqual([{ outcome: 'error', passages: 1, charged: true }]);
    const audit = await withTenantSql(ctx, (sql) =>
      sql<{ detail: object }>(
        `select detail from audit_entry where tenant_id = :tenant and action = 'answer.create'`,
      ),
    );
    expect(audit).toMatchObject([
      { detail: { documents: [DOCUMENT], principal: ctx.principal.id } },
    ]);
  });
});
