import { beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { runOperation } from '@/e2e/support/run-operation';
import { newId } from '@/lib/ids';
import { requestErase } from '@/lib/lifecycle/erase/request-erase';
import type { PlatformContext } from '@/lib/tenancy/context';
import { enterSharedCost, withdrawSharedCost } from './enter-shared-cost';
import { exportSharedCosts, readSharedCosts } from './read-shared-costs';
import type { EnterSharedCost } from './schema';

// A month that no other test writes to; tenants that were there by then.
const MONTH = '2013-05';

let finance: PlatformContext;
let first: MadeTenant;
let second: MadeTenant;

const cost = (rest: Partial<EnterSharedCost> = {}): EnterSharedCost => ({
  ...{ id: newId(), month: MONTH, kind: 'platform', amountNano: '1000000007' },
  ...{ method: 'proportional', shares: {}, reason: 'Servers of May' },
  ...rest,
});
const partOf = async (tenant: MadeTenant) =>
  (await readSharedCosts(finance, MONTH)).rows.find((row) => row.tenant.id === tenant.ctx.tenantId);

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  [first, second] = [await makeTenant(), await makeTenant()];
  await asSuperuser(`update tenant set created_at = '2013-05-02' where id = any ($1::uuid[])`, [
    [first.ctx.tenantId, second.ctx.tenantId],
  ]);
  await addUsage(first.ctx, { at: new Date('2013-05-31T23:59:59Z'), cost: 2n, price: 3n });
  await addUsage(second.ctx, { at: new Date('2013-05-01T00:00:00Z'), cost: 1n, price: 3n });
});

it('shares by cost, evenly and by fixed parts, each time exactly what was entered', async () => {
  const proportional = cost();
  await enterSharedCost(finance, proportional);
  await enterSharedCost(finance, proportional);
  const entries = await asSuperuser(
    "select from platform_audit where action = 'shared_cost.enter' and detail ->> 'cost' = $1",
    [proportional.id],
  );
  expect(entries).toHaveLength(1);
  expect((await partOf(first))?.parts.platform).toBe('666666671');
  expect((await partOf(second))?.parts.platform).toBe('333333336');
  const shares = { [second.ctx.tenantId]: 3 };
  await enterSharedCost(finance, cost({ kind: 'embeddings', method: 'fixed', shares }));
  expect((await partOf(second))?.parts.embeddings).toBe('1000000007');
  await enterSharedCost(finance, cost({ kind: 'idle', method: 'even' }));
  const shared = await readSharedCosts(finance, MONTH);
  expect(shared.enteredNano).toBe('3000000021');
  expect(shared.allocatedNano).toBe('3000000021');
  const idle = shared.rows.map((row) => BigInt(row.parts.idle));
  expect(idle.reduce((a, b) => a + b, 0n)).toBe(1_000_000_007n);
  const { header, rows } = await exportSharedCosts(finance, MONTH);
  expect(rows.at(-1)?.[header.indexOf('shared_usd')]).toBe('3.000000021');
});

it('withdraws once, and says so', async () => {
  const { costs } = await readSharedCosts(finance, MONTH);
  for (const { id } of costs) await withdrawSharedCost(finance, { id, reason: 'Wrong month' });
  const shared = await readSharedCosts(finance, MONTH);
  expect(shared.enteredNano).toBe('0');
  expect(shared.costs.every(({ withdrawn }) => withdrawn?.reason === 'Wrong month')).toBe(true);
  const again = withdrawSharedCost(finance, { id: costs[0]?.id ?? '', reason: 'Twice' });
  await expect(again).rejects.toMatchObject({ code: 'not_found' });
});

it('takes the same of each in a month without usage, and says so', async () => {
  await enterSharedCost(finance, cost({ month: '2013-07' }));
  const { rows, costs, allocatedNano } = await readSharedCosts(finance, '2013-07');
  expect(costs[0]?.evenInstead).toBe(true);
  expect(allocatedNano).toBe('1000000007');
  const parts = rows.map((row) => BigInt(row.sharedNano)).sort();
  expect((parts.at(-1) ?? 0n) - (parts[0] ?? 0n)).toBeLessThanOrEqual(1n);
});

it('is entered by finance alone, for tenants that there are, with a reason in the audit log', async () => {
  const auditor = await makePlatformPerson('auditor');
  await expect(enterSharedCost(auditor, cost())).rejects.toMatchObject({ code: 'forbidden' });
  const nobody = cost({ method: 'fixed', shares: { [newId()]: 1 } });
  await expect(enterSharedCost(finance, nobody)).rejects.toMatchObject({ code: 'invalid_input' });
  const given = cost({ month: '2013-08', reason: 'Said in the log' });
  await enterSharedCost(finance, given);
  const [entry] = await asSuperuser<{ reason: string }>(
    `select reason from platform_audit where action = 'shared_cost.enter' and detail ->> 'cost' = $1`,
    [given.id],
  );
  expect(entry?.reason).toBe('Said in the log');
  expect((await readSharedCosts(auditor, '2013-08')).enteredNano).toBe(given.amountNano);
});

it('leaves to a tenant that is erased what it had of every month', async () => {
  const month = '2013-11';
  const gone = await makeTenant();
  const id = gone.ctx.tenantId;
  const other = second.ctx.tenantId;
  await asSuperuser(`update tenant set created_at = '2013-05-02' where id = $1`, [id]);
  await addUsage(gone.ctx, { at: new Date('2013-11-30T23:59:59Z'), cost: 3n });
  await addUsage(second.ctx, { at: new Date('2013-11-01T00:00:00Z'), cost: 4n });
  const fixed = cost({ month, kind: 'embeddings', method: 'fixed', shares: { [id]: 2 } });
  await enterSharedCost(finance, fixed);
  await enterSharedCost(finance, cost({ month, kind: 'idle', method: 'even' }));
  await enterSharedCost(finance, cost({ month }));
  const before = await readSharedCosts(finance, month);
  const operator = await makePlatformPerson('operator');
  const erase = { tenantId: id, confirmation: gone.slug, reason: 'The contract ended' };
  expect(await runOperation(operator, await requestErase(operator, erase))).toBe('gone');
  const after = await readSharedCosts(finance, month);
  const of = (shared: typeof before, tenant: string) =>
    shared.rows.find((row) => row.tenant.id === tenant);
  expect(of(before, id)?.parts).toMatchObject({ embeddings: '1000000007', platform: '428571432' });
  expect(of(after, id)).toEqual({ ...of(before, id), erased: true });
  expect(of(after, other)).toEqual(of(before, other));
  expect(after.allocatedNano).toBe(after.enteredNano);
  expect(after.tenants.map((tenant) => tenant.id)).not.toContain(id);
  expect(after.costs.some(({ evenInstead }) => evenInstead)).toBe(false);
});

it('counts a share also of a tenant that came after the month', async () => {
  const late = await makeTenant();
  const shares = { [late.ctx.tenantId]: 1 };
  await enterSharedCost(finance, cost({ month: '2013-09', method: 'fixed', shares }));
  const { rows, allocatedNano } = await readSharedCosts(finance, '2013-09');
  expect(rows.find((row) => row.tenant.id === late.ctx.tenantId)?.sharedNano).toBe('1000000007');
  expect(allocatedNano).toBe('1000000007');
});
