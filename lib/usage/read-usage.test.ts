import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { compareBooks } from '@/e2e/support/compare-books';
import { foldFleetNow } from '@/e2e/support/fold-fleet';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { readFleet } from '@/lib/console/fleet/read-fleet';
import { parseRange } from '@/lib/console/range/schema';
import { closePools } from '@/lib/db/pools';
import { adjustMonth } from '@/lib/finance/corrections/correct-ledger';
import { exportCosts } from '@/lib/finance/export-costs';
import { readCosts } from '@/lib/finance/read-costs';
import { DIMENSIONS } from '@/lib/finance/schema';
import { newId } from '@/lib/ids';
import { foldRows } from '@/lib/metering/rollups/fold-rows';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { exportUsage } from './export-usage';
import { parseUsageRange } from './parse-usage-range';
import { readOwnBudgets } from './read-budgets';
import { readUsage } from './read-usage';
import { USAGE_DIMENSIONS } from './schema';

const RANGE = parseUsageRange({ from: '2018-05-01', to: '2018-05-03' }, 0, 'UTC');
// More than a double can hold exactly.
const LARGE = 9_007_199_254_740_993n;

let tenant: MadeTenant;
let colleague: TenantContext;
let finance: PlatformContext;
let operator: PlatformContext;
/** With one call, and a credit for its month. */
let adjusted: MadeTenant;
beforeAll(async () => {
  tenant = await makeTenant();
  colleague = (await makeMember(tenant)).ctx;
  const other = await makeTenant();
  const use = (ctx: TenantContext, at: string, price: bigint, rest = {}) =>
    addUsage(ctx, { at: new Date(at), price, cost: 77_777n, ...rest });
  await use(tenant.ctx, '2018-05-01T00:00:00Z', LARGE);
  await use(colleague, '2018-05-02T10:59:59.999Z', 5n, { model: 'claude-sonnet-5-5' });
  await use(tenant.ctx, '2018-05-03T23:59:59.999Z', 7n, { feature: 'eval', outcome: 'stopped' });
  await use(tenant.ctx, '2018-04-30T23:59:59.999Z', 100n);
  await use(tenant.ctx, '2018-05-04T00:00:00Z', 100n);
  await use(other.ctx, '2018-05-02T12:00:00Z', 100n);
  finance = await makePlatformPerson('finance');
  operator = await makePlatformPerson('operator');
  adjusted = await makeTenant();
  await addUsage(adjusted.ctx, { at: new Date() });
  await adjustMonth(finance, {
    tenantId: adjusted.ctx.tenantId,
    entryId: newId(),
    month: new Date().toISOString().slice(0, 7),
    priceNano: '-50',
    reason: 'Goodwill',
  });
});
afterAll(closePools);

const sum = (rows: { priceNano: string }[]) =>
  rows.reduce((total, row) => total + BigInt(row.priceNano), 0n);

describe('usage', () => {
  it.each(USAGE_DIMENSIONS)('by %s tells the tokens of the encoder apart', async (by) => {
    const { ctx } = await makeTenant();
    const at = new Date('2018-05-02T12:00:00Z');
    await addUsage(ctx, { at });
    await addUsage(ctx, { at, model: EMBEDDING_MODEL, inputTokens: 11, outputTokens: 0 });
    expect(await readUsage(ctx, by, RANGE)).toMatchObject({
      totals: { inputTokens: 111 },
      embeddingTokens: 11,
    });
  });

  it.each(USAGE_DIMENSIONS)('by %s is exact and adds up, without other tenants', async (by) => {
    const { totals, rows, steps } = await readUsage(tenant.ctx, by, RANGE);
    expect(totals).toEqual({
      requests: 3,
      inputTokens: 300,
      outputTokens: 60,
      priceNano: String(LARGE + 12n),
    });
    expect(sum(rows)).toBe(LARGE + 12n);
    expect(sum(steps)).toBe(LARGE + 12n);
    expect(new Set(steps.map(({ at }) => at)).size).toBe(3);
  });

  it.each(['day', 'model', 'feature'] as const)(
    'by %s says the same once it is rolled up',
    async (by) => {
      const before = await readUsage(tenant.ctx, by, RANGE);
      await asSuperuser('update rollup_touch set due = clock_timestamp() where tenant_id = $1', [
        tenant.ctx.tenantId,
      ]);
      await foldRows();
      const after = await readUsage(tenant.ctx, by, RANGE);
      expect(after.rows).toEqual(before.rows);
      expect(after.totals).toEqual(before.totals);
      expect(sum(after.steps)).toBe(sum(before.steps));
      const byUser = await readUsage(tenant.ctx, 'user', RANGE);
      expect(byUser.totals).toEqual(after.totals);
    },
  );

  it('names people, and puts the dearest first', async () => {
    const { rows } = await readUsage(tenant.ctx, 'user', RANGE);
    expect(rows.map(({ key, priceNano }) => [key, priceNano])).toEqual([
      [tenant.ctx.principal.id, String(LARGE + 7n)],
      [colleague.principal.id, '5'],
    ]);
  });

  it('of 24 hours goes by the hour', async () => {
    const range = parseUsageRange({ range: '24h' }, Date.parse('2018-05-02T10:30:00Z'), 'UTC');
    expect(range).toMatchObject({
      from: '2018-05-01T11:00:00.000Z',
      to: '2018-05-02T11:00:00.000Z',
    });
    const { steps, totals } = await readUsage(tenant.ctx, 'model', range);
    expect(steps).toEqual([
      { at: '2018-05-02T10:00:00.000Z', key: 'claude-sonnet-5-5', priceNano: '5' },
    ]);
    expect(totals.requests).toBe(1);
  });

  it.each(USAGE_DIMENSIONS)(
    'by %s counts in the days of a zone, however it is offset',
    async (by) => {
      const day = async (at: string, timeZone: string) => {
        const range = parseUsageRange({ from: at, to: at }, 0, timeZone);
        const { totals, steps } = await readUsage(tenant.ctx, by, range);
        expect(sum(steps)).toBe(BigInt(totals.priceNano));
        expect(new Set(steps.map(({ at }) => at))).toEqual(new Set([at]));
        return totals.priceNano;
      };
      expect(await day('2018-05-04', 'UTC')).toBe('100');
      // It begins at 18:15 UTC of the day before.
      expect(await day('2018-05-04', 'Asia/Kathmandu')).toBe('107');
      expect(await day('2018-05-03', 'America/New_York')).toBe('107');
    },
  );

  it('leaves with its exact total, and never with the cost', async () => {
    const { header, rows } = await exportUsage(tenant.ctx, 'day', RANGE);
    expect(rows).toHaveLength(4);
    expect(rows.at(-1)).toEqual(['Total', '', '3', '300', '60', '9007199.254741005']);
    expect(JSON.stringify([header, rows])).not.toMatch(/cost|77777/);
  });

  it.each(['before', 'after'])(
    'is the same everywhere, adjustments of a month beside it, %s it is rolled up',
    async (when) => {
      if (when === 'after') {
        await asSuperuser('update rollup_touch set due = clock_timestamp() where tenant_id = $1', [
          adjusted.ctx.tenantId,
        ]);
        await foldRows();
      }
      const { tenantId } = adjusted.ctx;
      const range = parseUsageRange({ range: '7d' }, Date.now(), 'UTC');
      for (const by of USAGE_DIMENSIONS) {
        const { totals, rows } = await readUsage(adjusted.ctx, by, range);
        expect([totals.requests, totals.priceNano, rows.length]).toEqual([1, '1400', 1]);
      }
      const days = { ...range.days, tenant: tenantId };
      for (const by of DIMENSIONS)
        for (const account of [undefined, 'platform'] as const)
          expect(await readCosts(finance, by, { ...days, account })).toMatchObject({
            rows: [{ priceNano: '1400' }],
            totals: { priceNano: '1400' },
            adjustmentsNano: '-50',
          });
      const { rows } = await exportCosts(finance, 'day', days);
      expect(rows.at(-1)?.slice(0, 1)).toEqual(['Adjustments of months']);
      expect(rows.at(-2)?.slice(-2, -1)).toEqual(['0.000001400']);
      if (when === 'after') {
        await foldFleetNow();
        const day = parseRange({ range: '24h' }, Date.now());
        const fleet = await readFleet(operator, day, { q: adjusted.slug });
        expect(fleet.rows.find(({ id }) => id === tenantId)?.priceNano).toBe('1400');
      }
      const month = new Date().toISOString().slice(0, 7);
      const books = (await compareBooks(month)).find(({ id }) => id === tenantId);
      expect(books).toMatchObject({ bookedNano: '1400', rolledNano: '1400' });
    },
  );

  it('is for owners and admins', async () => {
    const refused = { code: 'forbidden' };
    await expect(readUsage(colleague, 'day', RANGE)).rejects.toMatchObject(refused);
    await expect(exportUsage(colleague, 'day', RANGE)).rejects.toMatchObject(refused);
    await expect(readOwnBudgets(colleague)).rejects.toMatchObject(refused);
  });
});
