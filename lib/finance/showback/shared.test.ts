import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { runOperation } from '@/e2e/support/run-operation';
import { newId } from '@/lib/ids';
import { requestErase } from '@/lib/lifecycle/erase/request-erase';
import { parseUsd } from '@/lib/money';
import { createGroup } from '@/lib/policies/groups';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { LedgerFilter } from '../schema';
import { enterSharedCost } from '../shared-costs/enter-shared-cost';
import { readSharedCosts } from '../shared-costs/read-shared-costs';
import type { EnterSharedCost } from '../shared-costs/schema';
import { exportShowback } from './export-showback';
import { readShowback } from './read-showback';
import { withShared } from './read-units';

// Months that no other test writes to; only tenants of this file were there by then.
const MONTHS = ['2010-03', '2010-04'];
const DAYS = { from: '2010-03-01', to: '2010-04-30', usage: 'only' as const };

let finance: PlatformContext;
let operator: PlatformContext;
let first: MadeTenant;
let second: MadeTenant;
let idle: MadeTenant;
let gone: MadeTenant;

const idOf = (tenant: MadeTenant) => tenant.ctx.tenantId;
const read = (filter: Partial<LedgerFilter> = {}) =>
  readShowback(finance, 'tenant', { ...DAYS, ...filter }, { page: 1 });
const enter = (month: string, rest: Partial<EnterSharedCost>) =>
  enterSharedCost(finance, {
    ...{ id: newId(), month, kind: 'platform', amountNano: '1000000007', shares: {} },
    ...{ method: 'proportional', reason: 'Servers of the month', ...rest },
  });
/** What the months' own pages say of a tenant, or of all. */
const ofPages = async (tenant?: MadeTenant) => {
  let sum = 0n;
  for (const month of MONTHS)
    for (const row of (await readSharedCosts(finance, month)).rows)
      if (!tenant || row.tenant.id === idOf(tenant)) sum += BigInt(row.sharedNano);
  return sum;
};

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  operator = await makePlatformPerson('operator');
  const add = (tenant: MadeTenant, day: string, cost: bigint, feature = 'chat') =>
    addUsage(tenant.ctx, { at: new Date(`${day}T12:00:00Z`), cost, price: cost * 2n, feature });
  const made = async () => {
    const tenant = await makeTenant();
    await asSuperuser(`update tenant set created_at = '2010-03-01' where id = $1`, [idOf(tenant)]);
    return tenant;
  };
  [first, second, idle, gone] = [await made(), await made(), await made(), await made()];
  await add(first, '2010-03-01', 2_000_000_000n);
  await add(second, '2010-04-30', 1_000_000_001n, 'ingest');
  await add(gone, '2010-03-15', 5n);
  await enter('2010-03', {});
  await enter('2010-04', { kind: 'idle', method: 'even', amountNano: '11' });
  const shares = { [idOf(gone)]: 3, [idOf(second)]: 4 };
  await enter('2010-04', { kind: 'embeddings', method: 'fixed', shares });
  const erase = { tenantId: idOf(gone), confirmation: gone.slug, reason: 'The contract ended' };
  expect(await runOperation(operator, await requestErase(operator, erase))).toBe('gone');
});

describe('shared costs of whole months', () => {
  it('are the parts that the months’ own pages have, and what is left of each margin', async () => {
    const { rows, shared, totals } = await read();
    if (shared.leftOut !== null) throw new Error(shared.leftOut);
    expect(shared.months).toEqual(MONTHS);
    expect(rows.map(({ key }) => key).sort()).toEqual([idOf(first), idOf(second)].sort());
    for (const tenant of [first, second]) {
      const row = rows.find(({ key }) => key === idOf(tenant));
      const part = await ofPages(tenant);
      expect(part).toBeGreaterThan(0n);
      expect(row?.sharedNano).toBe(String(part));
      expect(row?.afterSharedNano).toBe(String(BigInt(row?.marginNano ?? 0) - part));
    }
    expect(shared.sharedNano).toBe(String(await ofPages()));
    expect(BigInt(shared.sharedNano)).toBe(1_000_000_007n + 11n + 1_000_000_007n);
    expect(shared.afterSharedNano).toBe(String(BigInt(totals.marginNano) - (await ofPages())));
    expect(shared.idle).toEqual({ count: 1, nano: String(await ofPages(idle)) });
    expect(shared.erased).toEqual({ count: 1, nano: String(await ofPages(gone)) });
    const ofRows = rows.reduce((sum, row) => sum + BigInt(row.sharedNano ?? 0), 0n);
    const elsewhere = BigInt(shared.idle.nano) + BigInt(shared.erased.nano);
    expect(ofRows + elsewhere).toBe(BigInt(shared.sharedNano));
  });

  it('are in the file line by line, with a sum that is theirs', async () => {
    const { header, rows } = await exportShowback(finance, 'tenant', DAYS);
    const nano = (row: string[], name: string) => {
      const cell = row[header.indexOf(name)] ?? '';
      return cell.startsWith('-') ? -(parseUsd(cell.slice(1)) ?? 0n) : (parseUsd(cell) ?? 0n);
    };
    const total = rows.at(-1) ?? [];
    for (const name of ['shared_usd', 'margin_after_shared_usd', 'margin_usd'])
      expect(rows.slice(0, -1).reduce((sum, row) => sum + nano(row, name), 0n)).toBe(
        nano(total, name),
      );
    expect(nano(total, 'shared_usd')).toBe(await ofPages());
    const names = rows.map((row) => row[header.indexOf('tenant')]);
    expect(names.filter((name) => name?.endsWith(' (erased)'))).toHaveLength(1);
    expect(total.at(-1)).toBe('2010-03 2010-04');
  });

  it('are of the tenants that are asked for', async () => {
    const { shared } = await read({ tenant: idOf(second) });
    expect(shared).toMatchObject({ sharedNano: String(await ofPages(second)) });
    const name = `Group ${newId()}`;
    const tenants = [idOf(first), idOf(idle)];
    const group = await createGroup(operator, { name, tenants, reason: 'A probe' });
    const of = (await read({ group })).shared;
    expect(of).toMatchObject({
      sharedNano: String((await ofPages(first)) + (await ofPages(idle))),
    });
    expect(of).toMatchObject({ idle: { count: 1 }, erased: { count: 0 } });
  });

  it('are in unit costs by cost', async () => {
    const { units, totals, shared } = await read();
    const whole = BigInt(totals.costNano);
    if (shared.leftOut !== null) throw new Error(shared.leftOut);
    // Whoever is erased has no usage here that could take its part.
    const part = BigInt(shared.sharedNano) - (await ofPages(gone));
    const at = (cost: bigint) => String((cost * (whole + part)) / whole);
    expect(units.answer.withSharedNano).toBe(at(2_000_000_000n));
    expect(units.document.withSharedNano).toBe(at(1_000_000_001n));
    expect(units.user.withSharedNano).toBe(String((whole + part) / 2n));
  });
});

it.each<[Partial<LedgerFilter>, object]>([
  [{ from: '2010-03-02' }, { leftOut: 'days', whole: { from: '2010-04-01', to: '2010-04-30' } }],
  [{ to: '2010-03-30' }, { leftOut: 'days', whole: null }],
  [{ model: 'claude-haiku-5-5' }, { leftOut: 'filters' }],
  [{ plan: 'professional', from: '2010-03-02' }, { leftOut: 'filters' }],
])('%o leaves them out, and says so', async (filter, leftOut) => {
  const { shared, rows, units } = await read(filter);
  expect(shared).toEqual(leftOut);
  expect(rows.every((row) => row.sharedNano === null && row.afterSharedNano === null)).toBe(true);
  expect(units.answer.withSharedNano).toBeNull();
  const file = await exportShowback(finance, 'tenant', { ...DAYS, ...filter });
  expect(file.rows.every((row) => row.at(-1)?.startsWith('Left out: '))).toBe(true);
  expect(file.rows.every((row) => row.at(-2) === '' && row.at(-3) === '')).toBe(true);
});

it('takes them for lines of anything but tenants in all alone', async () => {
  const { rows, shared } = await readShowback(finance, 'feature', DAYS, { page: 1 });
  expect(shared).toMatchObject({ sharedNano: String(await ofPages()) });
  expect(rows.every((row) => row.sharedNano === null)).toBe(true);
});

it('units of all cost with their shared costs come to both, but for what is rounded down', () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 8 }), amount, (costs, shared) => {
      const whole = costs.reduce((a, b) => a + b, 0n);
      const each = costs.map((cost) => withShared(cost, whole, shared, 1));
      const known = each.flatMap((one) => (one === null ? [] : [BigInt(one)]));
      expect(known).toHaveLength(whole === 0n ? 0 : costs.length);
      const sum = known.reduce((a, b) => a + b, 0n);
      const least = whole === 0n ? 0n : whole + shared - BigInt(costs.length) + 1n;
      expect(sum >= least && sum <= whole + shared).toBe(true);
      expect(withShared(whole, whole, shared, 0)).toBeNull();
    }),
  );
});
