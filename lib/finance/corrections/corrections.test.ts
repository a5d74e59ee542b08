import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { compareBooks } from '@/e2e/support/compare-books';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { superuserClient } from '@/e2e/support/superuser-client';
import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { readLedger } from '@/lib/finance/read-ledger';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { adjustMonth, correctCall } from './correct-ledger';
import { previewCorrection, readCall } from './read-call';
import type { CorrectableCall, CorrectCall } from './schema';

const AT = new Date('2016-02-10T12:00:00Z');
const MONTH = '2016-02-01T00:00:00.000Z';

let finance: PlatformContext;
let tenant: MadeTenant;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  tenant = await makeTenant('professional');
});

/** A call as settlement leaves it: its hold with the budgets it was counted in, and its ledger entry. */
async function makeCall(): Promise<CorrectableCall> {
  const { ctx } = tenant;
  const requestId = await addUsage(ctx, { at: AT, inputTokens: 1_000, outputTokens: 100 });
  const scope = { scope: 'tenant', scopeId: ctx.tenantId, period: 'month', periodStart: MONTH };
  const [entry] = await withTenantSql(ctx, (sql) =>
    sql<{ id: string }>(
      'select id from ledger_entry where tenant_id = :tenant and request_id = $1',
      [requestId],
    ),
  );
  const id = entry?.id ?? '';
  // Only budget_batch writes these; a row of long ago has to be put there.
  const superuser = await superuserClient();
  try {
    await superuser.query(
      `insert into reservation (tenant_id, id, request_id, call_ordinal, principal_kind, principal_id, feature, model,
       policy_version, cost_version, price_version, scopes, bound_input_tokens, bound_output_tokens, bound_price_nano,
       state, created_at, settled_at)
     values ($1, $2, $3, 0, 'user', $4, 'chat', 'claude-haiku-5-5', 1, 1, 2, $5, 0, 0, 0, 'settled', $6, $6)`,
      [ctx.tenantId, id, requestId, ctx.principal.id, JSON.stringify([scope]), AT],
    );
    await superuser.query(
      `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, used_tokens, used_nano)
     values ($1::uuid, 'tenant', $1::uuid::text, 'month', $2, 1100, 1400)
     on conflict (tenant_id, scope, scope_id, period, period_start)
     do update set used_tokens = budget_counter.used_tokens + 1100, used_nano = budget_counter.used_nano + 1400`,
      [ctx.tenantId, MONTH],
    );
  } finally {
    await superuser.end();
  }
  return readCall(finance, ctx.tenantId, id);
}

function correction(call: CorrectableCall, change: Partial<CorrectCall> = {}): CorrectCall {
  return {
    tenantId: call.tenant.id,
    entryId: call.id,
    tokens: call.net.tokens,
    costNano: call.net.costNano,
    priceNano: call.net.priceNano,
    seenCostNano: call.net.costNano,
    seenPriceNano: call.net.priceNano,
    reason: 'The provider says otherwise',
    ...change,
  };
}

async function counter(): Promise<{ tokens: string; nano: string } | undefined> {
  const [row] = await withTenantSql(tenant.ctx, (sql) =>
    sql<{ tokens: string; nano: string }>(
      `select used_tokens::text as tokens, used_nano::text as nano from budget_counter
       where tenant_id = :tenant and scope = 'tenant' and period = 'month' and period_start = $1`,
      [MONTH],
    ),
  );
  return row;
}

describe('correcting a call', () => {
  it('adds the difference as an entry, which its budgets follow, and leaves the call as it was', async () => {
    const call = await makeCall();
    const before = await counter();
    const tokens = { ...call.net.tokens, inputTokens: 400 };
    const id = await correctCall(
      finance,
      correction(call, { tokens, costNano: '900', priceNano: '500' }),
    );
    const after = await readCall(finance, call.tenant.id, call.id);
    expect(after.booked).toEqual(call.booked);
    expect(after.net).toEqual({ tokens, costNano: '900', priceNano: '500' });
    expect(after.corrections).toMatchObject([{ id, costNano: '-100', priceNano: '-900' }]);
    const now = await counter();
    expect(BigInt(now?.tokens ?? 0) - BigInt(before?.tokens ?? 0)).toBe(-600n);
    expect(BigInt(now?.nano ?? 0) - BigInt(before?.nano ?? 0)).toBe(-900n);
  });

  it('is in the ledger with the call that it corrects, and in both audit logs', async () => {
    const call = await makeCall();
    const id = await correctCall(finance, correction(call, { priceNano: '1' }));
    const today = new Date().toISOString().slice(0, 10);
    const filter = { from: today, to: today, tenant: tenant.ctx.tenantId };
    const { page } = await readLedger(finance, filter, {});
    expect(page.rows.find((row) => row.id === id)).toMatchObject({
      kind: 'adjustment',
      adjusts: call.id,
      reason: 'The provider says otherwise',
      priceNano: '-1399',
    });
    const entries = await withTenantSql(tenant.ctx, (sql) =>
      sql(
        "select from audit_entry where tenant_id = :tenant and action = 'ledger.correct' and object_id = $1",
        [call.id],
      ),
    );
    expect(entries).toHaveLength(1);
  });

  it('refuses what was corrected meanwhile, what changes nothing, and what is no call', async () => {
    const call = await makeCall();
    const given = correction(call, { priceNano: '7' });
    const both = await Promise.allSettled([
      correctCall(finance, given),
      correctCall(await makePlatformPerson('finance'), given),
    ]);
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
    const now = await readCall(finance, call.tenant.id, call.id);
    await expect(correctCall(finance, correction(now))).rejects.toMatchObject({ code: 'conflict' });
    const [made] = now.corrections;
    const ofCorrection = correction(now, { entryId: made?.id ?? '', priceNano: '9' });
    await expect(correctCall(finance, ofCorrection)).rejects.toMatchObject({ code: 'not_found' });
    const foreign = correction(now, { tenantId: newId(), priceNano: '9' });
    await expect(correctCall(finance, foreign)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('previews what the tokens come to at the versions of the call', async () => {
    const call = await makeCall();
    const tokens = { ...call.net.tokens, inputTokens: 10, outputTokens: 10 };
    const given = { tenantId: call.tenant.id, entryId: call.id, tokens };
    expect(await previewCorrection(finance, given)).toEqual({
      costNano: '6000',
      priceNano: '7800',
    });
  });
});

describe('adjusting a month', () => {
  it('credits a tenant without touching its budgets', async () => {
    const before = await counter();
    const { tenantId } = tenant.ctx;
    const month = new Date().toISOString().slice(0, 7);
    const given = {
      entryId: newId(),
      tenantId,
      month,
      priceNano: '-5000000000',
      reason: 'Goodwill',
    };
    const id = await adjustMonth(finance, given);
    expect(id).toBe(given.entryId);
    expect(await Promise.all([adjustMonth(finance, given), adjustMonth(finance, given)])).toEqual([
      id,
      id,
    ]);
    const today = new Date().toISOString().slice(0, 10);
    const { page } = await readLedger(finance, { from: today, to: today, tenant: tenantId }, {});
    expect(page.rows.filter((row) => row.priceNano === '-5000000000')).toMatchObject([
      { id, kind: 'adjustment', adjusts: null, month },
    ]);
    expect(await counter()).toEqual(before);
    for (const never of ['1999-01', '2999-01'])
      await expect(
        adjustMonth(finance, { ...given, entryId: newId(), month: never }),
      ).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(
      adjustMonth(finance, { ...given, entryId: newId(), tenantId: newId() }),
    ).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

it('a call is shown to all of the platform’s people, and priced again by the plan that its tenant had then', async () => {
  const grown = await makeTenant('enterprise');
  const { tenantId } = grown.ctx;
  const requestId = await addUsage(grown.ctx, { at: AT });
  const [entry] = await asSuperuser<{ id: string }>(
    'select id from ledger_entry where request_id = $1',
    [requestId],
  );
  const entryId = entry?.id ?? '';
  for (const role of ['operator', 'finance', 'auditor'] as const)
    expect((await readCall(await makePlatformPerson(role), tenantId, entryId)).id).toBe(entryId);
  const tokens = {
    ...{ inputTokens: 1_000, outputTokens: 0, cacheReadTokens: 0 },
    ...{ cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 },
  };
  const price = async () =>
    (await previewCorrection(finance, { tenantId, entryId, tokens })).priceNano;
  expect(await price()).toBe('120000');
  await asSuperuser("update tenant set plan = 'free' where id = $1", [tenantId]);
  expect(await price()).toBe('120000');
  await asSuperuser("update tenant_plan set since = $2 where tenant_id = $1 and plan = 'free'", [
    tenantId,
    AT,
  ]);
  expect(await price()).toBe('140000');
});

it('ledger, budgets and requests still say the same afterwards', async () => {
  const row = (await compareBooks('2016-02')).find((each) => each.id === tenant.ctx.tenantId);
  expect(row).toMatchObject({
    counterDifferenceNano: '0',
    counterDifferenceTokens: '0',
    requestDifferenceNano: '0',
  });
  expect(row?.ledgerNano).not.toBe('0');
});

it('corrections are for finance alone, and never without their audit entry', async () => {
  const call = await makeCall();
  for (const role of ['operator', 'auditor'] as const) {
    const person = await makePlatformPerson(role);
    await expect(correctCall(person, correction(call))).rejects.toMatchObject({
      code: 'forbidden',
    });
    const month = {
      entryId: newId(),
      tenantId: call.tenant.id,
      month: '2016-02',
      priceNano: '1',
      reason: 'why',
    };
    await expect(adjustMonth(person, month)).rejects.toMatchObject({ code: 'forbidden' });
  }
  const other = { action: 'ledger.adjust', reason: 'x', tenantId: newId() };
  const direct = withPlatform(finance, other, (sql) =>
    sql("select tenancy.adjust_month($1, $2, $3, '2016-02', 1, 'sneaky')", [
      newId(),
      newId(),
      call.tenant.id,
    ]),
  );
  await expect(direct).rejects.toThrow(/audit entry/);
  const insert = withPlatform(finance, { action: 'x', reason: 'x' }, (sql) =>
    sql('insert into ledger_entry select * from ledger_entry limit 1'),
  );
  await expect(insert).rejects.toThrow(/permission denied/);
});

it('are made by no tenant: nobody books themselves a credit', async () => {
  await makeCall();
  const credit = withTenantSql(tenant.ctx, (sql) =>
    sql(
      `insert into ledger_entry select (jsonb_populate_record(l, jsonb_build_object(
         'id', gen_random_uuid(), 'kind', 'adjustment', 'adjusts', l.id, 'reason', 'mine', 'price_nano', -50000000000))).*
       from ledger_entry l where l.tenant_id = :tenant limit 1`,
    ),
  );
  await expect(credit).rejects.toThrow(/permission denied/);
});
