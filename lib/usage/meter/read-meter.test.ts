import { afterAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeMember } from '@/e2e/support/make-member';
import { makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { periodAt } from '@/lib/budget/periods';
import { now } from '@/lib/clock';
import { closePools } from '@/lib/db/pools';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { saveChoice } from '@/lib/tools/change-setup';
import { setOwnBudgets } from '../budgets/set-own-budgets';
import { readMeter } from './read-meter';

afterAll(closePools);

it('tells whoever asks what is left to them, and nothing of others', async () => {
  const tenant = await makeTenant('professional');
  await makeTenant().then(({ ctx }) => addUsage(ctx, { at: now() }));
  const { ctx: member, session } = await makeMember(tenant);
  const rule = {
    ...{ scope: 'user' as const, subject: null, period: 'day' as const, tokens: 5_000 },
    ...{ priceNano: null, softPercent: 60, graceMinutes: null },
  };
  await setOwnBudgets(tenant.ctx, {
    ...{ basedOn: 1, reason: 'Each the same', ownBudgets: [rule] },
    ...{ downgradeModel: true, downgradeLength: true },
  });
  await addUsage(member, { at: now() });
  await addUsage(member, { at: now(), outcome: 'refused', ledger: false });
  await addUsage(member, { at: new Date(now().getTime() - 61_000) });
  const { start, end } = periodAt('day', 'UTC', now());
  const count = (scope: string, id: string, tokens: number) =>
    asSuperuser(
      `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, used_tokens, held_tokens, used_nano, held_nano)
       values ($1, $2, $3, 'day', $4, $5, 100, 0, 0)`,
      [tenant.ctx.tenantId, scope, id, start, tokens],
    );
  await count('user', member.principal.id, 3_000);
  await count('user', tenant.ctx.principal.id, 4_444);
  await count('tenant', tenant.ctx.tenantId, 7_444);
  const meter = await readMeter(await verifyTenantSession(session, tenant.slug));
  expect(meter.items[0]).toMatchObject({ name: 'requests_per_minute', taken: '1', limit: '60' });
  expect(meter.items).toContainEqual({
    ...{ name: 'tokens_per_day', scope: 'user', subject: null, period: 'day', unit: 'tokens' },
    ...{ taken: '3100', limit: '5000', softPercent: 60, resetsAt: end.toISOString() },
  });
  expect(meter.items).toContainEqual(
    expect.objectContaining({ name: 'tokens_per_day', scope: 'tenant', taken: '7544' }),
  );
  expect(meter.items.map(({ name }) => name)).toContain('price_per_month');
  expect(JSON.stringify(meter)).not.toContain('4444');
});

it('tells of each of the assistant’s models, and of those alone', async () => {
  const tenant = await makeTenant('enterprise');
  const [sonnet, haiku, opus] = [
    'claude-sonnet-5-5',
    'claude-haiku-5-5',
    'claude-opus-5-5',
  ] as const;
  await saveChoice(tenant.ctx, { name: '', models: [sonnet, haiku], tools: [], hosts: [] });
  const rule = (subject: string) => ({
    ...{ scope: 'model' as const, subject, period: 'day' as const, tokens: 5_000 },
    ...{ priceNano: null, softPercent: null, graceMinutes: null },
  });
  await setOwnBudgets(tenant.ctx, {
    ...{ basedOn: 1, reason: 'By model', ownBudgets: [sonnet, haiku, opus].map(rule) },
    ...{ downgradeModel: true, downgradeLength: true },
  });
  const { items } = await readMeter(await verifyTenantSession(tenant.session, tenant.slug));
  const ofModels = items.filter(({ scope }) => scope === 'model').map(({ subject }) => subject);
  expect(ofModels).toEqual([sonnet, haiku]);
  expect(items.filter(({ scope, period }) => scope === 'tenant' && period === 'day')).toHaveLength(
    1,
  );
});
