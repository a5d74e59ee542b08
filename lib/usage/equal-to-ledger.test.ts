import { afterAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { compareBooks } from '@/e2e/support/compare-books';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { clock, now, SimulatedClock, setClock } from '@/lib/clock';
import { closePools } from '@/lib/db/pools';
import { readCosts } from '@/lib/finance/read-costs';
import { readOwnStatement, readStatement } from '@/lib/finance/statement/read-statement';
import { exactUsd } from '@/lib/money';
import { exportUsage } from './export-usage';
import { parseUsageRange } from './parse-usage-range';
import { readProjection } from './projection/read-projection';
import { readUsage } from './read-usage';
import { USAGE_DIMENSIONS } from './schema';

afterAll(closePools);

/** A Wednesday. */
const AT = Date.parse('2026-07-15T10:00:00Z');
const MODELS = ['claude-haiku-5-5', 'claude-sonnet-5-5'];

it('every figure of a month is the ledger’s: pages, CSV, statement, finance, projection', async () => {
  const undo = setClock(new SimulatedClock(AT));
  try {
    const tenant = await makeTenant('starter');
    const { ctx } = tenant;
    await asSuperuser("update tenant set created_at = '2026-06-01T00:00:00Z' where id = $1", [
      ctx.tenantId,
    ]);
    const { ctx: colleague } = await makeMember(tenant);
    for (let n = 0; n < 30; n++)
      await addUsage(n % 3 === 0 ? colleague : ctx, {
        at: new Date(Date.parse('2026-07-01T03:00:00Z') + n * 11 * 3_600_000),
        price: 1_000_000_007n * BigInt(n + 1),
        model: MODELS[n % 2],
        feature: n % 5 === 0 ? 'answers' : 'chat',
      });
    const [ledger] = await asSuperuser<{ price: string; calls: number }>(
      'select sum(price_nano)::text as price, count(*)::int as calls from ledger_entry where tenant_id = $1',
      [ctx.tenantId],
    );
    const booked = ledger?.price ?? '';
    const range = parseUsageRange({ range: 'month' }, clock().now(), ctx.timeZone);
    for (const by of USAGE_DIMENSIONS) {
      const { totals, rows, steps } = await readUsage(ctx, by, range);
      expect([by, totals.requests, totals.priceNano]).toEqual([by, ledger?.calls, booked]);
      expect(sum(rows)).toBe(booked);
      expect(sum(steps)).toBe(booked);
      const csv = await exportUsage(ctx, by, range);
      expect(csv.rows.at(-1)?.at(-1)).toBe(exactUsd(BigInt(booked)));
    }
    const { statement } = await readOwnStatement(ctx, '2026-07');
    expect(statement.sums.usage).toBe(booked);
    const finance = await makePlatformPerson('finance');
    expect(await readStatement(finance, ctx.tenantId, '2026-07')).toMatchObject({ statement });
    const costs = await readCosts(finance, 'model', { ...range.days, tenant: ctx.tenantId });
    expect(costs.totals.priceNano).toBe(booked);
    const books = await compareBooks('2026-07');
    expect(books.find(({ id }) => id === ctx.tenantId)?.bookedNano).toBe(booked);
    const projection = await readProjection(ctx);
    expect(projection).toMatchObject({ month: '2026-07', spentNano: booked, daysSeen: 28 });
    const { billNano = '0', usageNano = '0' } = projection.expected ?? {};
    expect(BigInt(usageNano)).toBeGreaterThan(BigInt(booked));
    const fee = BigInt(statement.sums.fee);
    const covered = BigInt(statement.sums.usage) - BigInt(statement.overageNano);
    expect(BigInt(billNano)).toBe(fee + BigInt(usageNano) - covered);
    expect(now().getTime()).toBe(AT);
  } finally {
    undo();
  }
});

function sum(rows: readonly { priceNano: string }[]): string {
  return rows.reduce((total, { priceNano }) => total + BigInt(priceNano), 0n).toString();
}
