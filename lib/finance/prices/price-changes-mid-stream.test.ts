import { expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { reserve } from '@/lib/budget/reserve';
import { settle } from '@/lib/budget/settle';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { NO_USAGE } from '@/lib/metering/price-book';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { addPrices } from './add-prices';
import { readPrices } from './read-prices';
import type { Book } from './schema';

const USAGE = { ...NO_USAGE, inputTokens: 100, outputTokens: 10 };

it('a call is priced by the versions that its reservation names, whatever began meanwhile', async () => {
  const finance = await makePlatformPerson('finance');
  const { ctx } = await makeTenant('professional');
  const hold = () =>
    reserve(ctx, PLAN_DEFAULTS.professional, {
      requestId: newId(),
      callOrdinal: 0,
      feature: 'test',
      model: 'claude-haiku-5-5',
      inputTokenBound: 1_000,
      maxOutputTokens: 100,
      documents: [],
    });
  const end = async (reservationId: string) => {
    await settle(ctx, reservationId, { outcome: 'complete', usage: USAGE, estimated: false });
    const [entry] = await withTenantSql(ctx, (sql) =>
      sql<{ cost_version: number; price_version: number; cost: string; price: string }>(
        `select cost_version, price_version, cost_nano::text as cost, price_nano::text as price
         from ledger_entry where tenant_id = :tenant and id = $1`,
        [reservationId],
      ),
    );
    return entry;
  };
  const double = async (book: Book) => {
    const { versions } = await readPrices(finance);
    const [newest] = versions.filter((each) => each.book === book);
    if (!newest) throw new Error('No prices.');
    const twice = (nano: string) => String(BigInt(nano) * 2n);
    return addPrices(finance, {
      book,
      basedOn: newest.id,
      startsAt: null,
      reason: 'Twice as dear',
      acceptBelowCost: true,
      plans: newest.plans,
      lines: newest.lines.map((line) => ({
        ...line,
        inputNano: twice(line.inputNano),
        outputNano: twice(line.outputNano),
      })),
    });
  };

  const before = await hold();
  const price = await double('price');
  const between = await hold();
  const cost = await double('cost');
  const after = await hold();
  // 100 tokens at 100 and 10 at 500 nano-dollars; with the margin of 30% at 130 and 650.
  expect(await end(before.id)).toEqual({
    cost_version: 1,
    price_version: 3,
    cost: '15000',
    price: '19500',
  });
  expect(await end(between.id)).toEqual({
    cost_version: 1,
    price_version: price,
    cost: '15000',
    price: '39000',
  });
  expect(await end(after.id)).toEqual({
    cost_version: cost,
    price_version: price,
    cost: '30000',
    price: '39000',
  });
});
