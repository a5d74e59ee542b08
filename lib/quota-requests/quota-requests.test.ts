import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { withPlatform } from '@/lib/db/platform-sql';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { readOwnStatement } from '@/lib/finance/statement/read-statement';
import { newId } from '@/lib/ids';
import { policyOf } from '@/lib/tenancy/policy';
import { policyAt } from '@/lib/tenancy/policy-at';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { readMeter } from '@/lib/usage/meter/read-meter';
import { setOwnLimits } from '@/lib/usage/own-limits/set-own-limits';
import { readPolicyHistory } from '@/lib/usage/policy-history/queries';
import { askForLimits } from './ask-for-limits';
import { decideRequest } from './decide-request';
import { readOwnRequests } from './queries';
import { readInbox } from './read-inbox';
import type { Decide } from './schema';
import { withdrawRequest } from './withdraw-request';

afterAll(closePools);

let tenant: MadeTenant;
beforeEach(async () => {
  tenant = await makeTenant('starter');
});
const ask = { wanted: { tokensPerDay: 600_000 }, days: null, reason: 'A launch is ahead' };
const again = () => verifyTenantSession(tenant.session, tenant.slug);
const grant = (id: string, change: Partial<Extract<Decide, { decision: 'grant' }>> = {}) => ({
  ...{ decision: 'grant' as const, tenantId: tenant.ctx.tenantId, id },
  ...{ granted: ask.wanted, days: null, feeNano: '0', answer: 'Gladly' },
  ...change,
});
const audited = () =>
  withTenantSql(tenant.ctx, (sql) =>
    sql<{ action: string; actor_kind: string }>(
      `select action, actor_kind from audit_entry where tenant_id = :tenant and action like 'quota.%' order by at, action`,
    ),
  );

describe('a request for limits', () => {
  it('is granted for good, seen by the next question, and in both audit logs', async () => {
    const operator = await makePlatformPerson('operator');
    await setOwnLimits(tenant.ctx, { basedOn: 1, limits: { tokensPerDay: 9 }, reason: 'Careful' });
    const id = await askForLimits(await again(), ask);
    expect((await readMeter(await again())).request).toEqual({ id, state: 'open' });
    expect(await decideRequest(operator, grant(id))).toBe('approved');
    const next = await again();
    expect((await policyOf(next)).tokensPerDay).toBe(600_000);
    expect(await readMeter(next)).toMatchObject({
      request: { id, state: 'approved' },
      policyVersion: 3,
    });
    expect(await readOwnRequests(next)).toMatchObject([
      { state: 'approved', answer: 'Gladly', granted: ask.wanted },
    ]);
    expect(await audited()).toEqual([
      { action: 'quota.ask', actor_kind: 'user' },
      { action: 'quota.decide', actor_kind: 'operator' },
    ]);
    const [newest] = await readPolicyHistory(next);
    expect(newest).toMatchObject({
      version: 3,
      by: null,
      reason: 'Gladly',
      changes: [
        { field: 'tokensPerDay', before: 200_000, after: 600_000 },
        { field: 'ownLimits', before: { tokensPerDay: 9 }, after: {} },
      ],
    });
    const platform = await withPlatform(
      operator,
      { action: 'test.look', reason: 'To see the entry' },
      (sql) =>
        sql(
          `select reason, detail from platform_audit where action = 'quota.decide' and subject_tenant = $1`,
          [tenant.ctx.tenantId],
        ),
    );
    expect(platform).toEqual([{ reason: 'Gladly', detail: { request: id, decision: 'grant' } }]);
  });

  it('is granted as a boost, which ends by itself and costs its fee once', async () => {
    const operator = await makePlatformPerson('operator');
    const id = await askForLimits(tenant.ctx, { ...ask, days: 7 });
    const boost = grant(id, { granted: { tokensPerDay: 500_000 }, days: 7, feeNano: '2500000000' });
    expect(await decideRequest(operator, boost)).toBe('amended');
    const policy = await policyOf(await again());
    expect(policy.tokensPerDay).toBe(200_000);
    const [addon] = policy.addons;
    const from = Date.parse(addon?.from ?? '');
    expect(policyAt(policy, new Date(from)).tokensPerDay).toBe(500_000);
    expect(policyAt(policy, new Date(from + 7 * 86_400_000)).tokensPerDay).toBe(200_000);
    const { statement } = await readOwnStatement(await again(), undefined);
    expect(statement.sums.addon).toBe('2500000000');
  });

  it('is refused with a reason, and another can follow', async () => {
    const operator = await makePlatformPerson('operator');
    const id = await askForLimits(tenant.ctx, ask);
    await expect(askForLimits(tenant.ctx, ask)).rejects.toMatchObject({ code: 'conflict' });
    const refuse = { decision: 'refuse' as const, tenantId: tenant.ctx.tenantId, id };
    expect(await decideRequest(operator, { ...refuse, answer: 'Not now' })).toBe('refused');
    await expect(decideRequest(operator, grant(id))).rejects.toMatchObject({ code: 'not_found' });
    expect((await again()).policyVersion).toBe(1);
    await askForLimits(tenant.ctx, ask);
  });

  it('can be withdrawn, after which nobody decides it', async () => {
    const operator = await makePlatformPerson('operator');
    const id = await askForLimits(tenant.ctx, ask);
    await withdrawRequest(tenant.ctx, id);
    await expect(withdrawRequest(tenant.ctx, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(decideRequest(operator, grant(id))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('asks for more than there is, and for what a policy can have', async () => {
    const less = { ...ask, wanted: { tokensPerDay: 200_000 } };
    await expect(askForLimits(tenant.ctx, less)).rejects.toMatchObject({ code: 'invalid_input' });
    const operator = await makePlatformPerson('operator');
    const id = await askForLimits(tenant.ctx, ask);
    const tooMuch = grant(id, { granted: { tokensPerDay: 5_000_000 } });
    await expect(decideRequest(operator, tooMuch)).rejects.toMatchObject({ code: 'invalid_input' });
    expect((await readOwnRequests(tenant.ctx))[0]?.state).toBe('open');
  });

  it('comes to operators with what it costs, by the tenant’s own calls', async () => {
    const operator = await makePlatformPerson('operator');
    const id = await askForLimits(tenant.ctx, ask);
    const find = async () =>
      (await readInbox(operator, { open: true })).find((item) => item.id === id);
    expect(await find()).toMatchObject({ measured: false, lately: { tokens: 0, priceNano: '0' } });
    await addUsage(tenant.ctx, {
      ...{ at: new Date(), inputTokens: 900, outputTokens: 100 },
      ...{ cost: 1_000_000n, price: 1_500_000n },
    });
    const item = await find();
    // 4 million tokens a month bind before 600,000 a day do.
    expect(item).toMatchObject({
      measured: true,
      full: { tokens: 4_000_000, costNano: '4000000000', priceNano: '6000000000' },
      fullWanted: { tokens: 4_000_000, marginNano: '2000000000' },
      now: { tokensPerDay: 200_000 },
    });
    const auditor = await makePlatformPerson('auditor');
    expect((await readInbox(auditor, { open: true })).some((each) => each.id === id)).toBe(true);
    await expect(decideRequest(auditor, grant(id))).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('stays when its asker is erased, and names nobody then', async () => {
    const { ctx: admin, id: person } = await makeMember(tenant, 'admin');
    const { ctx: bystander } = await makeTenant();
    await askForLimits(admin, ask);
    await askForLimits(bystander, ask);
    for (const asker of [person, bystander.principal.id])
      await asSuperuser('select tenancy.forget_mentions($1, $2)', [tenant.ctx.tenantId, asker]);
    expect(await readOwnRequests(tenant.ctx)).toMatchObject([{ askedBy: null, state: 'open' }]);
    expect(await readOwnRequests(bystander)).toMatchObject([{ askedBy: 'Test' }]);
  });

  it('is nobody else’s to see, ask or withdraw', async () => {
    const id = await askForLimits(tenant.ctx, ask);
    const other = await makeTenant();
    expect(await readOwnRequests(other.ctx)).toEqual([]);
    await expect(withdrawRequest(other.ctx, id)).rejects.toMatchObject({ code: 'not_found' });
    const { ctx: member } = await makeMember(tenant);
    await expect(readOwnRequests(member)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(askForLimits(member, ask)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await readMeter(member)).toMatchObject({ request: null, mayAsk: false });
    const seen = await withTenantSql(member, (sql) =>
      sql('select tenant_id from quota_request where tenant_id = :tenant'),
    );
    expect(seen).toEqual([]);
    await expect(
      withTenantSql(tenant.ctx, (sql) =>
        sql(
          `update quota_request set state = 'approved', ended_at = now() where tenant_id = :tenant`,
        ),
      ),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|23514)$/) });
    const inAnothersName = withTenantSql(member, (sql) =>
      sql(
        `insert into quota_request (tenant_id, id, asked_by, asked_at, reason, wanted) values (:tenant, $1, $2, now(), 'why', '{}')`,
        [newId(), tenant.ctx.principal.id],
      ),
    );
    await expect(inAnothersName).rejects.toMatchObject({ code: '42501' });
  });
});
