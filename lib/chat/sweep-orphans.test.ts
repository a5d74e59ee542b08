import { describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeTenant } from '@/e2e/support/make-tenant';
import { reserve } from '@/lib/budget/reserve';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { sweepOrphans } from './sweep-orphans';

const DOCUMENT = newId();

/** A hold whose process is long gone. */
async function orphan(ctx: TenantContext, age: string): Promise<string> {
  const id = await hold(ctx);
  await asSuperuser(
    'update reservation set renewed_at = clock_timestamp() - $2::interval where id = $1',
    [id, age],
  );
  return id;
}

async function hold(ctx: TenantContext): Promise<string> {
  const { id } = await reserve(ctx, PLAN_DEFAULTS.professional, {
    requestId: newId(),
    callOrdinal: 0,
    feature: 'test',
    model: 'claude-sonnet-5-5',
    inputTokenBound: 100,
    maxOutputTokens: 100,
    documents: [DOCUMENT],
  });
  return id;
}

const ledger = (ctx: TenantContext) =>
  withTenantSql(ctx, (sql) =>
    sql('select outcome, estimated from ledger_entry where tenant_id = :tenant'),
  );

describe('the sweeper', () => {
  it('charges orphaned holds at their bound, also behind one that cannot be settled', async () => {
    const [broken, other] = [await makeTenant(), await makeTenant()];
    const id = await orphan(broken.ctx, '2 days');
    // Less held than the hold says: a fault that no settlement can be right about.
    await asSuperuser('update budget_counter set held_tokens = 0 where tenant_id = $1', [
      broken.ctx.tenantId,
    ]);
    await orphan(other.ctx, '1 day');
    await sweepOrphans();
    expect(await ledger(broken.ctx)).toEqual([]);
    expect(await ledger(other.ctx)).toEqual([{ outcome: 'unknown', estimated: true }]);
    await asSuperuser('delete from reservation where id = $1', [id]);
  });

  it('ends more of them at once than one look finds', async () => {
    const { ctx } = await makeTenant('enterprise');
    await Promise.all(Array.from({ length: 130 }, () => hold(ctx)));
    await asSuperuser(
      `update reservation set renewed_at = clock_timestamp() - interval '1 hour' where tenant_id = $1`,
      [ctx.tenantId],
    );
    await sweepOrphans();
    expect(await ledger(ctx)).toHaveLength(130);
    const held = await withTenantSql(ctx, (sql) =>
      sql('select sum(held_tokens)::int as held from budget_counter where tenant_id = :tenant'),
    );
    expect(held).toEqual([{ held: 0 }]);
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
