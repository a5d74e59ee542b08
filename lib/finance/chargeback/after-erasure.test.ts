import { expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { runOperation } from '@/e2e/support/run-operation';
import { now } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { requestErase } from '@/lib/lifecycle/erase/request-erase';
import { readErasedBills } from '../read-erased-bills';
import { monthOf, monthsBefore } from '../statement/month-of';
import { readStatement } from '../statement/read-statement';
import { closeMonth } from './close-month';
import { creditStatement } from './credit-statement';

it('keeps what was sent of a tenant that is erased, and nothing else of it', async () => {
  const [finance, operator] = [
    await makePlatformPerson('finance'),
    await makePlatformPerson('operator'),
  ];
  const tenant = await makeTenant('starter');
  const { tenantId } = tenant.ctx;
  await asSuperuser("update tenant set created_at = now() - interval '90 days' where id = $1", [
    tenantId,
  ]);
  const month = monthsBefore(monthOf(now(), tenant.ctx.timeZone), 1);
  const reason = 'End of month';
  const { number } = await closeMonth(finance, { tenantId, month, reason });
  const { statement } = await readStatement(finance, tenantId, month);
  await creditStatement(finance, {
    ...{ creditId: newId(), tenantId, statementId: statement.issued?.id ?? '', reason },
    ...{ seenNotes: 0, lines: null },
  });
  const erase = { tenantId, confirmation: tenant.slug, reason: 'The contract ended' };
  expect(await runOperation(operator, await requestErase(operator, erase))).toBe('gone');
  const kept = await asSuperuser<{ label: string; due: string }>(
    'select label, due_minor::text as due from erased_statement where erased_id = $1 order by kind desc',
    [tenantId],
  );
  expect(kept).toEqual([
    { label: number, due: '1900' },
    { label: number.replace('S-', 'C-'), due: '-1900' },
  ]);
  const days = { from: `${month}-01`, to: `${month}-28` };
  const bills = await readErasedBills(finance, days);
  expect(bills.find((bill) => bill.tenantId === tenantId)?.numbers).toEqual(
    kept.map(({ label }) => label),
  );
  for (const table of ['issued_statement', 'billing_terms'])
    expect(await asSuperuser(`select from ${table} where tenant_id = $1`, [tenantId])).toEqual([]);
});
