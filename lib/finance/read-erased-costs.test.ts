import { beforeAll, describe, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { runOperation } from '@/e2e/support/run-operation';
import { requestErase } from '@/lib/lifecycle/erase/request-erase';
import { parseUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readCosts } from './read-costs';
import { exportErasedCosts, readErasedCosts } from './read-erased-costs';

// Months that no other test writes to: the database is shared.
const DAYS = { from: '2016-02-20', to: '2016-03-05' };

let finance: PlatformContext;
let tenant: MadeTenant;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  const operator = await makePlatformPerson('operator');
  tenant = await makeTenant();
  const { ctx, slug } = tenant;
  const add = (at: string, price: bigint, model?: string) =>
    addUsage(ctx, { at: new Date(at), price, cost: price - 1n, model });
  await add('2016-01-31T23:59:59Z', 1_000n);
  await add('2016-02-01T00:00:00Z', 20n);
  await add('2016-02-29T12:00:00Z', 9_007_199_254_740_993n, 'claude-sonnet-5-5');
  await add('2016-03-31T23:59:59Z', 3n);
  await add('2016-04-01T00:00:00Z', 4_000n);
  expect((await readCosts(finance, 'tenant', DAYS)).totals.calls).toBe(1);
  const request = { tenantId: ctx.tenantId, confirmation: slug, reason: 'The contract ended' };
  await runOperation(operator, await requestErase(operator, request));
});

describe('what erased tenants had cost', () => {
  it('is kept by whole months, apart from the ledger', async () => {
    expect((await readCosts(finance, 'tenant', DAYS)).totals.calls).toBe(0);
    const { rows, totals } = await readErasedCosts(finance, DAYS);
    expect(rows.map(({ tenantId, month, calls, priceNano }) => [tenantId, month, calls, priceNano]))
      // One dollar amount larger than a float holds.
      .toEqual([
        [tenant.ctx.tenantId, '2016-03', 1, '3'],
        [tenant.ctx.tenantId, '2016-02', 2, '9007199254741013'],
      ]);
    expect(totals).toMatchObject({
      calls: 3,
      priceNano: '9007199254741016',
      costNano: '9007199254741013',
      marginNano: '3',
    });
  });

  it('is the same in the file', async () => {
    const { header, rows } = await exportErasedCosts(finance, DAYS);
    const price = header.indexOf('price_usd');
    expect(rows.map((row) => parseUsd(row[price] ?? ''))).toEqual([
      3n,
      9_007_199_254_741_013n,
      9_007_199_254_741_016n,
    ]);
  });

  it('is nothing in months without', async () => {
    const { rows, totals } = await readErasedCosts(finance, {
      from: '2015-01-01',
      to: '2015-12-31',
    });
    expect(rows).toEqual([]);
    expect(totals).toMatchObject({ calls: 0, priceNano: '0' });
  });
});
