import { beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { foldLedgerNow } from '@/e2e/support/fold-ledger';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { reserve } from '@/lib/budget/reserve';
import { settle } from '@/lib/budget/settle';
import { checkBooks } from '@/lib/db/credentials';
import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { foldFleet } from '@/lib/metering/fleet/fold-fleet';
import { NO_USAGE } from '@/lib/metering/price-book';
import { foldRows } from '@/lib/metering/rollups/fold-rows';
import { acknowledgeAlert, listAlerts } from '@/lib/security/alerts';
import type { PlatformContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { checkedMonths } from './checked-months';
import { readChecks } from './read-checks';

const [MONTH] = checkedMonths(Date.now());
let finance: PlatformContext;
let operator: PlatformContext;
let tenant: MadeTenant;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  operator = await makePlatformPerson('operator');
  tenant = await makeTenant();
  const { ctx } = tenant;
  const requestId = newId();
  const call = { requestId, callOrdinal: 0, feature: 'chat', model: 'claude-haiku-5-5' };
  const bounds = { inputTokenBound: 1000, maxOutputTokens: 500, documents: [] };
  const hold = await reserve(ctx, await policyOf(ctx), { ...call, ...bounds });
  const usage = { ...NO_USAGE, inputTokens: 700, outputTokens: 90 };
  const settled = await settle(ctx, hold.id, { outcome: 'complete', usage, estimated: false });
  await withTenantSql(ctx, (sql) =>
    sql(
      `insert into request (tenant_id, id, principal_kind, principal_id, feature, outcome, model, policy_version, started_at,
         latency_ms, price_nano) values (:tenant, $1, 'user', $2, 'chat', 'ok', $3, 1, now(), 10, $4)`,
      [requestId, ctx.principal.id, call.model, settled?.price],
    ),
  );
  await asSuperuser('update rollup_touch set due = clock_timestamp()');
  await foldRows();
  await asSuperuser('update fleet_touch set due = clock_timestamp()');
  await foldFleet();
});

/** A check now, however short ago the last one was. */
async function check(): Promise<number | undefined> {
  await asSuperuser("update consistency_check set at = at - interval '1 minute'");
  return checkBooks(MONTH);
}

/** How many alerts there are of the tenant's books. */
async function alerts(): Promise<number> {
  const all = await listAlerts(operator);
  return all.filter((one) => one.tenantId === tenant.ctx.tenantId && /books/.test(one.place))
    .length;
}

it('agrees for what the product wrote, and says when it looked', async () => {
  expect(await check()).toBe(0);
  const [last] = await readChecks(finance);
  expect(last).toMatchObject({ month: MONTH, differing: [] });
  expect(last?.tenantCount).toBeGreaterThan(0);
  expect(Math.abs(Date.parse(last?.at ?? '') - Date.now())).toBeLessThan(60_000);
  expect(await checkBooks(MONTH)).toBeUndefined();
  expect(await alerts()).toBe(0);
});

it.each([
  ['the ledger', 'ledger_entry', 'price_nano', 'counterDifferenceNano', '1'],
  ['a counter', 'budget_counter', 'used_nano', 'counterDifferenceNano', '-1'],
  ['a counter’s tokens', 'budget_counter', 'used_tokens', 'counterDifferenceTokens', '-1'],
  ['a request', 'request', 'price_nano', 'requestDifferenceNano', '-1'],
  ['a rollup’s price', 'usage_rollup', 'price_nano', 'rollupDifferenceNano', '-1'],
  ['a rollup’s cost', 'usage_rollup', 'cost_nano', 'rollupDifferenceCost', '-1'],
  ['a rollup’s tokens', 'usage_rollup', 'cache_read_tokens', 'rollupDifferenceTokens', '-1'],
  // Five minutes, an hour, a quarter of a day and a day.
  ['the console’s cost', 'fleet_rollup', 'cost_nano', 'fleetDiffering', 4],
  ['the console’s price', 'fleet_rollup', 'price_nano', 'fleetDiffering', 4],
  ['the console’s tokens', 'fleet_rollup', 'tokens', 'fleetDiffering', 4],
])('finds one too much in %s and alerts once', async (_where, table, column, found, by) => {
  const plant = (sign: string) =>
    asSuperuser(`update ${table} set ${column} = ${column} ${sign} 1 where tenant_id = $1`, [
      tenant.ctx.tenantId,
    ]);
  await plant('+');
  expect(await check()).toBe(1);
  const [last] = await readChecks(finance);
  expect(last?.differing).toMatchObject([{ id: tenant.ctx.tenantId, [found]: by }]);
  expect(await check()).toBe(1);
  expect(await alerts()).toBe(1);
  await plant('-');
  expect(await check()).toBe(0);
});

it('finds one too much in what finance adds up by day and month, also of the day that it is', async () => {
  await foldLedgerNow();
  const plant = (sign: string) =>
    asSuperuser(`update ledger_rollup set cost_nano = cost_nano ${sign} 1 where tenant_id = $1`, [
      tenant.ctx.tenantId,
    ]);
  await plant('+');
  expect(await check()).toBe(1);
  // By account, by use and by who asked, of the day and of the month.
  expect((await readChecks(finance))[0]?.differing).toMatchObject([{ daysDiffering: 6 }]);
  await plant('-');
  expect(await check()).toBe(0);
});

it('says how many calls took more than their bound, until an operator has looked into them', async () => {
  const { ctx } = tenant;
  const call = { requestId: newId(), callOrdinal: 0, feature: 'chat', model: 'claude-haiku-5-5' };
  const bounds = { inputTokenBound: 10, maxOutputTokens: 10, documents: [] };
  const hold = await reserve(ctx, await policyOf(ctx), { ...call, ...bounds });
  const usage = { ...NO_USAGE, inputTokens: 700, outputTokens: 90 };
  await settle(ctx, hold.id, { outcome: 'complete', usage, estimated: false });
  await check();
  for (const reader of [finance, operator])
    expect((await readChecks(reader)).map(({ exceeded }) => exceeded)[0]).toBe(1);
  // Of the alerts finance sees those alone.
  const why = { action: 'test', reason: 'test' };
  const kinds = await withPlatform(finance, why, (sql) =>
    sql<{ kind: string }>('select distinct kind from security_alert'),
  );
  expect(kinds).toEqual([{ kind: 'bound_exceeded' }]);
  const alert = (await listAlerts(operator)).find((each) => each.kind === 'bound_exceeded');
  await acknowledgeAlert(operator, { id: alert?.id ?? '', note: 'The provider counts otherwise.' });
  expect((await readChecks(finance))[0]?.exceeded).toBe(0);
});

it('is seen by the platform’s people alone', async () => {
  const auditor = await makePlatformPerson('auditor');
  expect(await readChecks(auditor)).toEqual(await readChecks(operator));
  const read = withTenantSql(tenant.ctx, (sql) =>
    sql('select from consistency_check where :tenant is not null'),
  );
  await expect(read).rejects.toMatchObject({ code: '42501' });
  const write = withPlatform(finance, { action: 'test', reason: 'test' }, (sql) =>
    sql("insert into consistency_check select gen_random_uuid(), now(), '2026-01-01', 0, 0, '[]'"),
  );
  await expect(write).rejects.toMatchObject({ code: '42501' });
});
