import { expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { now, SimulatedClock, setClock } from '@/lib/clock';
import { closeMonth } from '../chargeback/close-month';
import { correctCall } from '../corrections/correct-ledger';
import { monthOf, monthSpan, monthsBefore } from './month-of';
import { readOwnStatement, readStatement } from './read-statement';

const BILLION = 1_000_000_000n;
const NO_TOKENS = { cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 };

it('is read from the two months before it on; once it is over, from all that the ledger has', async () => {
  const finance = await makePlatformPerson('finance');
  const { ctx } = await makeTenant('professional');
  const { tenantId } = ctx;
  const current = monthOf(now(), 'UTC');
  const [last, before, old] = [1, 2, 3].map((back) => monthsBefore(current, back)) as [
    string,
    string,
    string,
  ];
  await asSuperuser(
    "update tenant set time_zone = 'UTC', created_at = $2::timestamptz where id = $1",
    [tenantId, monthSpan(old, 'UTC').start],
  );
  const use = (month: string, dollars: bigint) => {
    const at = new Date(monthSpan(month, 'UTC').end.getTime() - 1);
    return addUsage(ctx, { at, price: dollars * BILLION });
  };
  const added = async () => {
    const { statement } = await readStatement(finance, tenantId, current);
    expect((await readOwnStatement(ctx, current)).statement).toEqual(statement);
    return statement.lines
      .filter(({ kind }) => kind === 'late' || kind === 'correction')
      .map(({ kind, label, amountNano }) => `${kind} ${label} ${BigInt(amountNano) / BILLION}`);
  };

  const requestId = await use(old, 70n);
  for (const month of [old, before, last]) {
    await use(month, 70n);
    await closeMonth(finance, { tenantId, month, reason: 'End of month' });
  }
  expect(await added()).toEqual([]);
  await use(old, 5n);
  await use(before, 2n);
  await use(last, 1n);
  const recent = [`late ${before} 2`, `late ${last} 1`];
  expect(await added()).toEqual(recent);

  const [entry] = await asSuperuser<{ id: string; cost: string; price: string }>(
    `select id, cost_nano::text as cost, price_nano::text as price from ledger_entry where request_id = $1`,
    [requestId],
  );
  await correctCall(finance, {
    ...{ tenantId, entryId: entry?.id ?? '', seenCostNano: entry?.cost ?? '' },
    ...{ seenPriceNano: entry?.price ?? '', costNano: entry?.cost ?? '' },
    tokens: { inputTokens: 100, outputTokens: 20, ...NO_TOKENS },
    ...{ priceNano: String(73n * BILLION), reason: 'It was more' },
  });
  expect(await added()).toContainEqual(expect.stringMatching(`correction ${old}.* 3$`));

  const undo = setClock(new SimulatedClock(monthSpan(current, 'UTC').end.getTime() + 1));
  try {
    expect(await added()).toEqual(expect.arrayContaining([...recent, `late ${old} 5`]));
  } finally {
    undo();
  }
});
