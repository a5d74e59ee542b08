import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { somePolicy, told } from '@/e2e/support/make-hold';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import type { Reservation } from '@/lib/budget/reservation';
import { reserve } from '@/lib/budget/reserve';
import { settle } from '@/lib/budget/settle';
import { checkBooks } from '@/lib/db/credentials';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { correctCall } from '../corrections/correct-ledger';
import { checkedMonths } from './checked-months';
import { readChecks } from './read-checks';

const [MONTH] = checkedMonths(Date.now());
const budget = (scope: 'user' | 'model' | 'feature', period: 'minute' | 'day' | 'month') => ({
  scope,
  period,
  subject: null,
  tokens: 1_000_000,
  priceNano: null,
  softPercent: null,
  graceMinutes: null,
});
const policy = somePolicy({
  budgets: [
    budget('user', 'minute'),
    budget('user', 'month'),
    budget('model', 'day'),
    budget('feature', 'month'),
  ],
});

let finance: PlatformContext;
let tenant: MadeTenant;
let settled: { id: string; cost: bigint; price: bigint };

function hold(): Promise<Reservation> {
  const call = { requestId: newId(), callOrdinal: 0, feature: 'chat', model: 'claude-haiku-5-5' };
  return reserve(tenant.ctx, policy, {
    ...call,
    inputTokenBound: 1000,
    maxOutputTokens: 500,
    documents: [],
  });
}

/** The tenant's row of a check now. Its call has no request and its rollup is not due: neither is a difference. */
async function checked() {
  await asSuperuser("update consistency_check set at = at - interval '1 minute'");
  await checkBooks(MONTH);
  const [last] = await readChecks(finance);
  return last?.differing.find((row) => row.id === tenant.ctx.tenantId);
}

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  tenant = await makeTenant();
  const { id } = await hold();
  const ended = await settle(tenant.ctx, id, told(700, 90));
  settled = { id, cost: ended?.cost ?? 0n, price: ended?.price ?? 0n };
});

describe('the comparison of counters', () => {
  it.each([
    ['a day', "period = 'day' and scope = 'tenant'", 'used_nano', 'usedNano'],
    ['a day’s tokens', "period = 'day' and scope = 'tenant'", 'used_tokens', 'usedTokens'],
    ['a minute', "period = 'minute' and scope = 'user'", 'used_nano', 'usedNano'],
    ['a member', "period = 'month' and scope = 'user'", 'used_tokens', 'usedTokens'],
    ['a model', "period = 'day' and scope = 'model'", 'used_nano', 'usedNano'],
    ['a feature', "period = 'month' and scope = 'feature'", 'used_nano', 'usedNano'],
    ['money that stays held', "period = 'day' and scope = 'model'", 'held_nano', 'heldNano'],
    ['tokens that stay held', "period = 'month' and scope = 'tenant'", 'held_tokens', 'heldTokens'],
  ])('finds one too much in %s', async (_what, which, column, found) => {
    const plant = (sign: string) =>
      asSuperuser(
        `update budget_counter set ${column} = ${column} ${sign} 1 where tenant_id = $1 and ${which}`,
        [tenant.ctx.tenantId],
      );
    await plant('+');
    expect(await checked()).toMatchObject({
      countersDiffering: 1,
      counters: [{ [found]: '-1' }],
    });
    await plant('-');
    expect(await checked()).toBeUndefined();
  });

  it('finds one that is missing', async () => {
    const [kept] = await asSuperuser<{ row: unknown }>(
      `delete from budget_counter b where tenant_id = $1 and period = 'month' and scope = 'feature' returning to_jsonb(b) as row`,
      [tenant.ctx.tenantId],
    );
    expect(await checked()).toMatchObject({
      counters: [{ scope: 'feature', name: 'chat', period: 'month', usedTokens: '790' }],
    });
    await asSuperuser(
      'insert into budget_counter select * from jsonb_populate_record(null::budget_counter, $1)',
      [JSON.stringify(kept?.row)],
    );
    expect(await checked()).toBeUndefined();
  });

  it('names the first of many, and of a member’s not whose', async () => {
    const more = (sign: string) =>
      asSuperuser(
        `update budget_counter set used_nano = used_nano ${sign} 1 where tenant_id = $1`,
        [tenant.ctx.tenantId],
      );
    await more('+');
    const row = await checked();
    expect(row).toMatchObject({ countersDiffering: 6, counterDifferenceNano: '-1' });
    expect(row?.counters.map(({ scope, name }) => [scope, name])).toContainEqual(['user', null]);
    await more('-');
    expect(await checked()).toBeUndefined();
  });

  it('agrees under an open hold, after its end and after a correction', async () => {
    const open = await hold();
    expect(await checked()).toBeUndefined();
    await settle(tenant.ctx, open.id, told(10, 10));
    expect(await checked()).toBeUndefined();
    await correctCall(finance, {
      tenantId: tenant.ctx.tenantId,
      entryId: settled.id,
      seenCostNano: settled.cost.toString(),
      seenPriceNano: settled.price.toString(),
      tokens: {
        inputTokens: 700,
        outputTokens: 80,
        cacheReadTokens: 0,
        cacheWrite5mTokens: 0,
        cacheWrite1hTokens: 0,
      },
      costNano: (settled.cost - 5n).toString(),
      priceNano: (settled.price - 7n).toString(),
      reason: 'The provider says so',
    });
    expect(await checked()).toBeUndefined();
  });
});
