import { describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { compareBooks } from '@/e2e/support/compare-books';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { reserve } from '@/lib/budget/reserve';
import { settle } from '@/lib/budget/settle';
import { SimulatedClock, setClock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { NO_USAGE } from '@/lib/metering/price-book';
import { policyOf } from '@/lib/tenancy/policy';

const MODEL = 'claude-haiku-5-5';
let tenant: MadeTenant;

/** One call held at `from` and settled at `to`; its request is recorded unless told otherwise. */
async function call(from: string, to: string, requestId = newId(), callOrdinal = 0) {
  const time = new SimulatedClock(Date.parse(from));
  const undo = setClock(time);
  try {
    const { ctx } = tenant;
    const need = { requestId, callOrdinal, feature: 'chat', model: MODEL };
    const hold = await reserve(ctx, await policyOf(ctx), {
      ...need,
      inputTokenBound: 1000,
      maxOutputTokens: 500,
      documents: [],
    });
    time.advanceTo(Date.parse(to));
    const usage = { ...NO_USAGE, inputTokens: 700, outputTokens: 90 };
    const settled = await settle(ctx, hold.id, { outcome: 'complete', usage, estimated: false });
    return { requestId, price: settled?.price ?? 0n, at: from };
  } finally {
    undo();
  }
}

async function record(request: { requestId: string; at: string }, price: bigint) {
  await withTenantSql(tenant.ctx, (sql) =>
    sql(
      `insert into request (tenant_id, id, principal_kind, principal_id, feature, outcome, model, policy_version, started_at,
         latency_ms, price_nano)
       values (:tenant, $1, 'user', $2, 'chat', 'ok', $3, 1, $4, 10, $5)`,
      [request.requestId, tenant.ctx.principal.id, MODEL, request.at, price],
    ),
  );
}

async function month(name: string) {
  const row = (await compareBooks(name)).find((each) => each.id === tenant.ctx.tenantId);
  if (!row) throw new Error('The tenant is missing.');
  return row;
}

const AGREES = {
  counterDifferenceNano: '0',
  counterDifferenceTokens: '0',
  requestDifferenceNano: '0',
};

describe('the comparison of the books', () => {
  it('agrees for calls made by the real reservation and settlement', async () => {
    tenant = await makeTenant();
    const one = await call('2026-03-10T10:00:00Z', '2026-03-10T10:00:02Z');
    await record(one, one.price);
    const row = await month('2026-03');
    expect(row).toMatchObject({ ...AGREES, unrecordedNano: '0', ledgerTokens: '790' });
    expect(row.ledgerNano).toBe(one.price.toString());
    expect(one.price).toBeGreaterThan(0n);
  });

  it('counts a call across midnight in the month that held it, and a request of two months once', async () => {
    tenant = await makeTenant();
    const requestId = newId();
    const late = await call('2026-03-31T23:59:59Z', '2026-04-01T00:00:03Z', requestId, 0);
    const next = await call('2026-04-01T00:00:04Z', '2026-04-01T00:00:06Z', requestId, 1);
    await record(late, late.price + next.price);
    expect(await month('2026-03')).toMatchObject({ ...AGREES, ledgerNano: String(late.price) });
    expect(await month('2026-04')).toMatchObject({ ...AGREES, ledgerNano: String(next.price) });
  });

  it('tells calls without a recorded request from a difference', async () => {
    tenant = await makeTenant();
    const lost = await call('2026-05-02T10:00:00Z', '2026-05-02T10:00:01Z');
    expect(await month('2026-05')).toMatchObject({
      ...AGREES,
      requestsNano: '0',
      unrecordedNano: String(lost.price),
    });
  });

  it('finds one nano-dollar or one token too much in the counters', async () => {
    tenant = await makeTenant();
    const one = await call('2026-06-10T10:00:00Z', '2026-06-10T10:00:02Z');
    await record(one, one.price);
    const change = (what: string) =>
      asSuperuser(
        `update budget_counter set ${what} where tenant_id = $1 and scope = 'tenant' and period = 'month'`,
        [tenant.ctx.tenantId],
      );
    await change('used_nano = used_nano + 1');
    expect(await month('2026-06')).toMatchObject({ ...AGREES, counterDifferenceNano: '-1' });
    await change('used_nano = used_nano - 1, used_tokens = used_tokens + 1');
    expect(await month('2026-06')).toMatchObject({ ...AGREES, counterDifferenceTokens: '-1' });
    await change('used_tokens = used_tokens - 1');
    expect(await month('2026-06')).toMatchObject(AGREES);
  });

  it('finds a request that claims another price, and one that claims a call that was not made', async () => {
    tenant = await makeTenant();
    const one = await call('2026-07-10T10:00:00Z', '2026-07-10T10:00:02Z');
    await record(one, one.price - 2n);
    expect((await month('2026-07')).requestDifferenceNano).toBe('2');
    await record({ requestId: newId(), at: '2026-07-11T00:00:00Z' }, 7n);
    expect((await month('2026-07')).requestDifferenceNano).toBe('-5');
  });
});
