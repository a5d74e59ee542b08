import { expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { now } from '@/lib/clock';
import { closeMonth } from '../chargeback/close-month';
import { readArrivedLater } from './arrived-later';
import { monthOf, monthsBefore } from './month-of';
import { readStatement } from './read-statement';

it('tells what a closed month’s rows are more than its lines', async () => {
  const finance = await makePlatformPerson('finance');
  const { ctx } = await makeTenant('starter');
  const { tenantId } = ctx;
  await asSuperuser("update tenant set created_at = now() - interval '90 days' where id = $1", [
    tenantId,
  ]);
  const month = monthsBefore(monthOf(now(), ctx.timeZone), 1);
  const read = async () => {
    const { statement } = await readStatement(finance, tenantId, month);
    return readArrivedLater(finance, tenantId, statement);
  };
  const add = (price: bigint) =>
    addUsage(ctx, { at: new Date(`${month}-15T12:00:00Z`), price, cost: 1n });
  await add(1_000n);
  await add(7n);
  expect(await read()).toBeNull();
  await closeMonth(finance, { tenantId, month, reason: 'End of month' });
  expect(await read()).toBeNull();
  await add(30n);
  await add(4n);
  expect(await read()).toEqual({ calls: 2, priceNano: '34' });
});
