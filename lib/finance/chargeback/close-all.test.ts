import { beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { now } from '@/lib/clock';
import type { PlatformContext } from '@/lib/tenancy/context';
import { monthOf, monthSpan, monthsBefore } from '../statement/month-of';
import { readStatement } from '../statement/read-statement';
import { closeAll } from './close-all';
import { addRate, setTerms } from './set-terms';

const ZONE = 'America/St_Johns';
const REASON = 'End of month';
const EUR = {
  ...{ basedOn: 0, legalName: 'Acme GmbH', address: '', currency: 'EUR' as const },
  ...{ discountLabel: '', discountBp: 0, discountOn: 'fees' as const, taxId: '' },
  ...{ taxCategory: 'O' as const, taxBp: 0, place: '', reason: 'As agreed' },
};

let finance: PlatformContext;
let first: string;
let second: string;

/** A customer since so many months before the last one that is over. */
async function customer(months: number): Promise<MadeTenant> {
  const tenant = await makeTenant('professional');
  const since = monthSpan(monthsBefore(second, months), ZONE).start;
  await asSuperuser('update tenant set time_zone = $2, created_at = $3 where id = $1', [
    ...[tenant.ctx.tenantId, ZONE, since],
  ]);
  return tenant;
}

function close(month: string) {
  return closeAll(finance, { month, after: null, reason: REASON });
}

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  second = monthsBefore(monthOf(now(), ZONE), 1);
  first = monthsBefore(second, 1);
});

it('strands no month of a tenant that was refused when the others’ was closed', async () => {
  const [old, refused, young] = [await customer(1), await customer(1), await customer(0)];
  const { tenantId } = refused.ctx;
  const at = new Date(monthSpan(first, ZONE).end.getTime() - 1);
  await addUsage(refused.ctx, { at, price: 70_000_000_000n });
  expect((await readStatement(finance, tenantId, first)).leavesEarlier).toBe(false);
  expect((await readStatement(finance, tenantId, second)).leavesEarlier).toBe(true);
  await setTerms(finance, { ...EUR, tenantId });
  expect(await close(first)).toMatchObject({ closed: 1, refused: [{ tenantId }] });
  await addRate(finance, {
    ...{ currency: 'EUR', validFrom: `${first}-01`, rateNano: '900000000' },
    ...{ source: 'European Central Bank', reason: 'The month’s' },
  });
  expect(await close(second)).toMatchObject({
    closed: 2,
    refused: [{ tenantId, why: 'The month before is not closed for it.' }],
  });
  expect(await close(first)).toMatchObject({ closed: 1, already: 1 });
  expect(await close(second)).toMatchObject({ closed: 1, already: 2, refused: [] });
  const { statement, leavesEarlier } = await readStatement(finance, tenantId, first);
  expect(statement.lines.map(({ kind }) => kind)).toContain('usage');
  expect(leavesEarlier).toBe(false);
  for (const { ctx } of [old, young])
    expect((await readStatement(finance, ctx.tenantId, second)).statement.issued).not.toBeNull();
});
