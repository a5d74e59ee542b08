import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { runOperation } from '@/e2e/support/run-operation';
import { now } from '@/lib/clock';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { carryOutLeaves } from '@/lib/db/erasure-receipts';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { readErasedBills } from '@/lib/finance/read-erased-bills';
import { confirmPerson } from '@/lib/identity/confirm-person';
import { newId } from '@/lib/ids';
import { readErased } from '@/lib/lifecycle/erase/read-erased';
import { requestErase } from '@/lib/lifecycle/erase/request-erase';
import { liftHold, placeHold } from '@/lib/lifecycle/retention/legal-hold';
import { changePlan } from '@/lib/plan-changes/change-plan';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { beginLeave } from './begin-leave';
import { readEnd, readLeave, readLeavePlan } from './queries';
import { takeBackLeave } from './take-back-leave';

const DAY_MS = 86_400_000;
const reason = { reason: 'We merged with another company' };
const forbidden = { code: 'forbidden' };
const conflict = { code: 'conflict' };

let operator: PlatformContext;
beforeAll(async () => {
  operator = await makePlatformPerson('operator');
});
afterAll(closePools);

async function begun(tenant: MadeTenant): Promise<Date> {
  await confirmPerson(tenant.session, { secret: '' }, 'test');
  return new Date(await beginLeave(tenant.ctx, reason));
}

const dueNow = (tenant: MadeTenant) =>
  asSuperuser(
    `update tenant_leave set ends_at = clock_timestamp(), asked_at = clock_timestamp() - interval '14 days'
     where tenant_id = $1 and state = 'waiting'`,
    [tenant.ctx.tenantId],
  );
const stateOf = async (tenant: MadeTenant) =>
  (
    await asSuperuser<{ state: string }>('select state from tenant where id = $1', [
      tenant.ctx.tenantId,
    ])
  )[0]?.state;
const erasureOf = async (tenant: MadeTenant) =>
  asSuperuser<{ id: string; requested_by: string; requested_role: string; reason: string }>(
    `select id, requested_by, requested_role, reason from tenant_operation where tenant_id = $1 and kind = 'erase'`,
    [tenant.ctx.tenantId],
  );
const secondOwner = async (tenant: MadeTenant) => {
  const { id, session } = await makeMember(tenant, 'admin');
  await asSuperuser(`update membership set role = 'owner' where tenant_id = $1 and user_id = $2`, [
    tenant.ctx.tenantId,
    id,
  ]);
  return verifyTenantSession(session, tenant.slug);
};

describe('ending a workspace', () => {
  it('waits as many days as the policy says, and everybody is told', async () => {
    const tenant = await makeTenant();
    await asSuperuser(
      `update policy_version set manifest = manifest || '{"leaveDays": 30}' where tenant_id = $1`,
      [tenant.ctx.tenantId],
    );
    const { ctx: member } = await makeMember(tenant);
    expect(await readEnd(member)).toBeUndefined();
    const ends = await begun(tenant);
    expect(Math.round((ends.getTime() - now().getTime()) / DAY_MS)).toBe(30);
    expect(await readEnd(member)).toBe(ends.toISOString());
    await expect(readLeave(member)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await readLeave(tenant.ctx)).toMatchObject({
      askedBy: tenant.ctx.principal.name,
      endsAt: ends.toISOString(),
      putOff: false,
    });
    const [told] = await asSuperuser(
      `select actor_id, actor_role, reason from platform_audit where subject_tenant = $1 and action = 'tenant.leave'`,
      [tenant.ctx.tenantId],
    );
    expect(told).toEqual({ actor_id: tenant.ctx.principal.id, actor_role: 'owner', ...reason });
    const [entry] = await withTenantSql(tenant.ctx, (sql) =>
      sql(
        `select actor_id from audit_entry where tenant_id = :tenant and action = 'workspace.leave'`,
      ),
    );
    expect(entry).toEqual({ actor_id: tenant.ctx.principal.id });
  });

  it.each([
    [null, 14],
    ['1', 7],
    ['4000', 90],
  ])('keeps its bounds whatever a policy says: %s', async (stored, days) => {
    const tenant = await makeTenant();
    if (stored)
      await asSuperuser(
        `update policy_version set manifest = manifest || jsonb_build_object('leaveDays', $2::int) where tenant_id = $1`,
        [tenant.ctx.tenantId, stored],
      );
    else
      await asSuperuser(
        `update policy_version set manifest = manifest - 'leaveDays' where tenant_id = $1`,
        [tenant.ctx.tenantId],
      );
    const ends = await begun(tenant);
    expect(Math.round((ends.getTime() - now().getTime()) / DAY_MS)).toBe(days);
  });

  it('is its owners’ alone, past every check of the code too', async () => {
    const tenant = await makeTenant();
    const admin = await makeMember(tenant, 'admin');
    await confirmPerson(admin.session, { secret: '' }, 'test');
    await expect(beginLeave(admin.ctx, reason)).rejects.toMatchObject(forbidden);
    await expect(readLeavePlan(admin.ctx)).rejects.toMatchObject(forbidden);
    const ask = (ctx: TenantContext, session: string | undefined, at = now()) =>
      withTenantSql(ctx, (sql) =>
        sql<{ ends: Date }>(
          `select tenancy.begin_leave($1, $2, 'directly', $3) as ends where :tenant::uuid is not null`,
          [newId(), session, at],
        ),
      );
    await expect(ask(admin.ctx, admin.ctx.sessionId)).rejects.toMatchObject({ code: '42501' });
    // Another person's confirmed session proves nothing, and no date of the caller's shortens the period.
    await expect(ask(tenant.ctx, admin.ctx.sessionId)).rejects.toMatchObject({ code: 'TC001' });
    await confirmPerson(tenant.session, { secret: '' }, 'test');
    const [row] = await ask(tenant.ctx, tenant.ctx.sessionId, new Date(0));
    expect(row?.ends.getTime()).toBeGreaterThan(now().getTime() + 13 * DAY_MS);
    for (const statement of [
      `update tenant_leave set ends_at = now() where tenant_id = :tenant`,
      `delete from tenant_leave where tenant_id = :tenant`,
      `select tenancy.carry_out_leaves(now() + interval '1 year', false) where :tenant::uuid is not null`,
    ])
      await expect(withTenantSql(tenant.ctx, (sql) => sql(statement))).rejects.toMatchObject({
        code: '42501',
      });
    await expect(takeBackLeave(admin.ctx)).rejects.toMatchObject(forbidden);
    await expect(
      withTenantSql(admin.ctx, (sql) =>
        sql('select tenancy.take_back_leave(now()) where :tenant::uuid is not null'),
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('needs a confirmation in this session, for each time', async () => {
    const tenant = await makeTenant();
    await expect(beginLeave(tenant.ctx, reason)).rejects.toMatchObject(forbidden);
    await begun(tenant);
    await takeBackLeave(tenant.ctx);
    await expect(beginLeave(tenant.ctx, reason)).rejects.toMatchObject(forbidden);
    await confirmPerson(tenant.session, { secret: '' }, 'test');
    await asSuperuser(
      `update user_session set confirmed_at = clock_timestamp() - interval '11 minutes' where id = $1`,
      [tenant.ctx.sessionId],
    );
    await expect(beginLeave(tenant.ctx, reason)).rejects.toMatchObject(forbidden);
  });

  it('is asked for once, also by two owners at once, and taken back by either', async () => {
    const tenant = await makeTenant();
    const other = await secondOwner(tenant);
    await asSuperuser(
      'update user_session set confirmed_at = clock_timestamp() where id = any($1::uuid[])',
      [[tenant.ctx.sessionId, other.sessionId]],
    );
    const asked = await Promise.allSettled([
      beginLeave(tenant.ctx, reason),
      beginLeave(other, reason),
    ]);
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(asked.find(({ status }) => status === 'rejected')).toMatchObject({ reason: conflict });
    const taken = await Promise.allSettled([takeBackLeave(other), takeBackLeave(tenant.ctx)]);
    expect(taken.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(takeBackLeave(other)).rejects.toMatchObject({ code: 'not_found' });
    expect(await readLeave(tenant.ctx)).toBeUndefined();
    await dueNow(tenant);
    await carryOutLeaves(now(), false);
    expect(await stateOf(tenant)).toBe('active');
  });

  it('is nobody else’s to see or to take back', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    await begun(tenant);
    expect(await readLeave(other.ctx)).toBeUndefined();
    await expect(takeBackLeave(other.ctx)).rejects.toMatchObject({ code: 'not_found' });
    expect(await readLeave(tenant.ctx)).toBeDefined();
  });

  it('cannot be shortened by an operator, who sees it', async () => {
    const tenant = await makeTenant();
    await begun(tenant);
    await expect(
      requestErase(operator, {
        tenantId: tenant.ctx.tenantId,
        confirmation: tenant.slug,
        reason: 'They are leaving anyway',
      }),
    ).rejects.toMatchObject(conflict);
    expect(await stateOf(tenant)).toBe('active');
  });
});

describe('a legal hold', () => {
  it('keeps a workspace from being ended, and puts an end off that was asked for', async () => {
    const tenant = await makeTenant();
    const hold = await placeHold(tenant.ctx, { reason: 'A dispute' });
    await confirmPerson(tenant.session, { secret: '' }, 'test');
    await expect(beginLeave(tenant.ctx, reason)).rejects.toMatchObject(conflict);
    expect((await readLeavePlan(tenant.ctx)).held).toBe(true);
    await liftHold(tenant.ctx, { id: hold, reason: 'Settled' });
    await beginLeave(tenant.ctx, reason);
    const again = await placeHold(tenant.ctx, { reason: 'Another dispute' });
    await dueNow(tenant);
    await carryOutLeaves(now(), false);
    expect(await stateOf(tenant)).toBe('active');
    const put = await readLeave(tenant.ctx);
    expect(put?.putOff).toBe(true);
    expect(Date.parse(put?.endsAt ?? '')).toBeGreaterThan(now().getTime() + 2.9 * DAY_MS);
    await liftHold(tenant.ctx, { id: again, reason: 'Settled' });
    await carryOutLeaves(new Date(now().getTime() + 2 * DAY_MS), false);
    expect(await stateOf(tenant)).toBe('active');
    await carryOutLeaves(new Date(now().getTime() + 3 * DAY_MS + 1_000), false);
    expect(await stateOf(tenant)).toBe('erasing');
    const entries = await asSuperuser(
      `select from audit_entry where tenant_id = $1 and action = 'workspace.leave_put_off'`,
      [tenant.ctx.tenantId],
    );
    expect(entries).toHaveLength(1);
  });
});

describe('the end of the cooling-off period', () => {
  it('erases by itself, once, whoever carries it out, with a plan that was scheduled', async () => {
    const tenant = await makeTenant();
    const { tenantId, principal } = tenant.ctx;
    await begun(tenant);
    await changePlan(tenant.ctx, { to: 'starter', basedOn: 1, reason: 'Cheaper until then' });
    await carryOutLeaves(now(), false);
    expect(await stateOf(tenant)).toBe('active');
    await dueNow(tenant);
    const at = now();
    await Promise.all([carryOutLeaves(at, false), carryOutLeaves(at, false)]);
    await carryOutLeaves(at, false);
    expect(await stateOf(tenant)).toBe('erasing');
    await expect(takeBackLeave(tenant.ctx)).rejects.toThrow();
    const operations = await erasureOf(tenant);
    expect(operations).toMatchObject([
      { requested_by: principal.id, requested_role: 'owner', ...reason },
    ]);
    expect(await runOperation(operator, operations[0]?.id ?? '')).toBe('gone');
    const { erased, bills } = await readErased(operator, tenantId);
    expect(erased.receipt?.receipt).toMatchObject({ requestedBy: principal.id, ...reason });
    expect(bills).toHaveLength(1);
    expect(bills[0]).toMatchObject({ days: 1 });
    const finance = await makePlatformPerson('finance');
    const days = { from: now().toISOString().slice(0, 10), to: now().toISOString().slice(0, 10) };
    expect(
      (await readErasedBills(finance, days)).filter((bill) => bill.tenantId === tenantId),
    ).toMatchObject([bills[0]]);
  });

  it('waits while the workspace is suspended, since nobody could take it back', async () => {
    const tenant = await makeTenant();
    const { tenantId } = tenant.ctx;
    await begun(tenant);
    await changeTenantState(operator, { tenantId, to: 'suspended', reason: 'Unpaid' });
    await dueNow(tenant);
    await carryOutLeaves(now(), false);
    expect(await stateOf(tenant)).toBe('suspended');
    await changeTenantState(operator, { tenantId, to: 'active', reason: 'Paid' });
    await carryOutLeaves(now(), false);
    const ctx = await verifyTenantSession(tenant.session, tenant.slug);
    expect((await readLeave(ctx))?.putOff).toBe(true);
    await takeBackLeave(ctx);
  });
});
