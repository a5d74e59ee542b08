import { beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { checkBooks } from '@/lib/db/credentials';
import type { PlatformContext } from '@/lib/tenancy/context';
import { closeMonth } from '../chargeback/close-month';
import { monthSpan } from '../statement/month-of';
import { checkedMonths } from './checked-months';
import { readChecks } from './read-checks';

const [, MONTH] = checkedMonths(Date.now());
let finance: PlatformContext;
let tenant: MadeTenant;

function use(): Promise<string> {
  const at = new Date(monthSpan(MONTH, 'UTC').end.getTime() - 1);
  return addUsage(tenant.ctx, { at, price: 70_000_000_000n });
}

/** How many sums of the tenant's statement a check finds now; its rows have no counter, which is a difference of its own. */
async function differing(): Promise<number | undefined> {
  await asSuperuser("update consistency_check set at = at - interval '1 minute'");
  await checkBooks(MONTH);
  const checks = await readChecks(finance);
  const found = checks.find(({ month }) => month === MONTH);
  return found?.differing.find(({ id }) => id === tenant.ctx.tenantId)?.statementsDiffering;
}

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  tenant = await makeTenant('professional');
  const { tenantId } = tenant.ctx;
  await asSuperuser(
    "update tenant set time_zone = 'UTC', created_at = now() - interval '200 days' where id = $1",
    [tenantId],
  );
  await use();
  await closeMonth(finance, { tenantId, month: MONTH, reason: 'End of month' });
});

it.each(['price_nano', 'output_tokens'])(
  'finds one in %s that the ledger has and the statement has not',
  async (column) => {
    const plant = (sign: string) =>
      asSuperuser(`update ledger_entry set ${column} = ${column} ${sign} 1 where tenant_id = $1`, [
        tenant.ctx.tenantId,
      ]);
    expect(await differing()).toBe(0);
    await plant('+');
    expect(await differing()).toBe(1);
    await plant('-');
    expect(await differing()).toBe(0);
  },
);

it('finds lines that are not what was counted', async () => {
  const change = (sign: string) =>
    asSuperuser(
      `alter table issued_statement disable trigger issued_statement_kept;
       update issued_statement set total_nano = total_nano ${sign} 1 where tenant_id = '${tenant.ctx.tenantId}';
       alter table issued_statement enable trigger issued_statement_kept`,
    );
  await change('+');
  expect(await differing()).toBe(1);
  await change('-');
  expect(await differing()).toBe(0);
});

it('takes what arrives after the close for no difference, and a call that is gone for one', async () => {
  const requestId = await use();
  expect(await differing()).toBe(0);
  await asSuperuser('delete from ledger_entry where tenant_id = $1 and request_id = $2', [
    ...[tenant.ctx.tenantId, requestId],
  ]);
  expect(await differing()).toBe(0);
  await asSuperuser('delete from ledger_entry where tenant_id = $1', [tenant.ctx.tenantId]);
  expect(await differing()).toBe(1);
});
