import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { superuserClient } from '@/e2e/support/superuser-client';
import { clock } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { adjustMonth, correctCall } from '@/lib/finance/corrections/correct-ledger';
import { readCall } from '@/lib/finance/corrections/read-call';
import { newId } from '@/lib/ids';
import { parseUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { statementCells } from './export-statement';
import { monthOf, monthSpan, monthsBefore } from './month-of';
import { readOwnStatement, readStatement } from './read-statement';

const ZONE = 'America/St_Johns';
const PRICE = 70_000_000_000n;

let finance: PlatformContext;
let tenant: MadeTenant;
let now: string;
let before: string;

async function callOf(requestId: string) {
  const [row] = await withTenantSql(tenant.ctx, (sql) =>
    sql<{ id: string }>(
      'select id from ledger_entry where tenant_id = :tenant and request_id = $1',
      [requestId],
    ),
  );
  return readCall(finance, tenant.ctx.tenantId, row?.id ?? '');
}

async function correct(requestId: string, priceNano: string): Promise<void> {
  const call = await callOf(requestId);
  await correctCall(finance, {
    tenantId: tenant.ctx.tenantId,
    entryId: call.id,
    tokens: call.net.tokens,
    costNano: call.net.costNano,
    priceNano,
    seenCostNano: call.net.costNano,
    seenPriceNano: call.net.priceNano,
    reason: 'Charged too much',
  });
}

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  tenant = await makeTenant('professional');
  const superuser = await superuserClient();
  await superuser.query(
    "update tenant set time_zone = $2, created_at = now() - interval '200 days' where id = $1",
    [tenant.ctx.tenantId, ZONE],
  );
  await superuser.end();
  now = monthOf(new Date(clock().now()), ZONE);
  before = monthsBefore(now, 1);
  const { start } = monthSpan(now, ZONE);
  const last = new Date(start.getTime() - 1);
  const earlier = await addUsage(tenant.ctx, { at: last, price: PRICE });
  await addUsage(tenant.ctx, { at: start, price: 61_000_000_000n });
  const recent = await addUsage(tenant.ctx, { at: start, price: 3_000_000_000n });
  await correct(earlier, '65000000000');
  await correct(recent, '1000000000');
  const { tenantId } = tenant.ctx;
  const adjustment = { entryId: newId(), tenantId, month: before, priceNano: '-7' };
  for (let sent = 0; sent < 3; sent += 1)
    await adjustMonth(finance, { ...adjustment, reason: 'Goodwill' });
});

const amounts = (lines: { kind: string; amountNano: string }[]) =>
  lines.map((line) => `${line.kind} ${line.amountNano}`);

describe('a tenant’s statement', () => {
  it('has this month’s usage with its corrections, and those of an earlier one apart', async () => {
    const { statement } = await readStatement(finance, tenant.ctx.tenantId, undefined);
    expect(statement.month).toBe(now);
    expect(statement.open).toBe(true);
    expect(amounts(statement.lines)).toEqual([
      'fee 99000000000',
      'usage 62000000000',
      'included -60000000000',
      'correction -5000000000',
      'adjustment -7',
    ]);
    expect(statement.totalNano).toBe('95999999993');
  });

  it('keeps an earlier month as it was billed', async () => {
    const { statement } = await readStatement(finance, tenant.ctx.tenantId, before);
    expect(statement.open).toBe(false);
    expect(amounts(statement.lines)).toEqual([
      'fee 99000000000',
      'usage 70000000000',
      'included -60000000000',
    ]);
  });

  it('is the same for the tenant’s owner, and in the file', async () => {
    const ofFinance = await readStatement(finance, tenant.ctx.tenantId, now);
    expect(await readOwnStatement(tenant.ctx, now)).toEqual(ofFinance);
    const rows = statementCells(ofFinance).slice(1);
    const total = parseUsd(rows.find((row) => row[5] === 'total')?.[10] ?? '');
    expect(total).toBe(BigInt(ofFinance.statement.totalNano));
  });

  it('is not found for no tenant, and empty before the tenant came', async () => {
    await expect(readStatement(finance, newId(), now)).rejects.toMatchObject({ code: 'not_found' });
    const { statement } = await readStatement(finance, tenant.ctx.tenantId, '2016-01');
    expect(statement).toMatchObject({ lines: [], totalNano: '0' });
  });

  it('shares the month between two plans from the day of the change on, which the change itself writes down', async () => {
    const changed = await makeTenant('starter');
    const { tenantId } = changed.ctx;
    const read = () => readStatement(finance, tenantId, before);
    const { start, days } = monthSpan(before, 'UTC');
    const first = new Date(start.getTime() - 40 * 86_400_000);
    await asSuperuser('update tenant set created_at = $2 where id = $1', [tenantId, first]);
    expect(amounts((await read()).statement.lines)).toEqual(['fee 19000000000', 'included 0']);
    const operator = await makePlatformPerson('operator');
    const why = { action: 'test.plan', reason: 'Grown', tenantId };
    await withPlatform(operator, why, (sql) =>
      sql("update tenant set plan = 'professional' where id = $1", [tenantId]),
    );
    const [, last] = await asSuperuser<{ since: Date; plan: string }>(
      'select since, plan from tenant_plan where tenant_id = $1 order by since',
      [tenantId],
    );
    expect(last?.plan).toBe('professional');
    expect(amounts((await read()).statement.lines)).toEqual(['fee 19000000000', 'included 0']);
    await asSuperuser(
      "update tenant_plan set since = $2 where tenant_id = $1 and plan = 'starter'",
      [tenantId, first],
    );
    await asSuperuser(
      "update tenant_plan set since = $2 where tenant_id = $1 and plan = 'professional'",
      [tenantId, new Date(start.getTime() + 10 * 86_400_000)],
    );
    const share = (whole: bigint, part: number) => (whole * BigInt(part)) / BigInt(days);
    expect(amounts((await read()).statement.lines)).toEqual([
      `fee ${share(19_000_000_000n, 10)}`,
      `fee ${share(99_000_000_000n, days - 10)}`,
      'included 0',
    ]);
    await expect(
      withPlatform(operator, why, (sql) =>
        sql('delete from tenant_plan where tenant_id = $1', [tenantId]),
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('shows nothing of another tenant', async () => {
    const other = await makeTenant('free');
    const { statement } = await readOwnStatement(other.ctx, now);
    expect(statement.sums.usage).toBe('0');
    expect(statement.lines.map((line) => line.kind)).toEqual(['fee', 'included']);
  });
});
