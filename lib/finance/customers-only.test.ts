import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { foldFleetNow } from '@/e2e/support/fold-fleet';
import { foldLedgerNow } from '@/e2e/support/fold-ledger';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { clock } from '@/lib/clock';
import { readFleet } from '@/lib/console/fleet/read-fleet';
import { parseRange } from '@/lib/console/range/schema';
import { readAudit } from '@/lib/console/read-audit';
import { readTenant } from '@/lib/console/read-tenant';
import { checkBooks } from '@/lib/db/credentials';
import { foldRows } from '@/lib/metering/rollups/fold-rows';
import { type OpenCanary, openCanary } from '@/lib/security/self-test/canaries';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readChecks } from './books/read-checks';
import { readCosts } from './read-costs';
import { exportLedger, readLedger } from './read-ledger';
import { DIMENSIONS } from './schema';
import { readShowback } from './showback/read-showback';

// Days that no other test writes to: the database is shared.
const DAYS = { from: '2017-05-01', to: '2017-05-31' };
const RANGE = parseRange(DAYS, 0);
const FEATURE = 'canary_only';

let operator: PlatformContext;
let customer: MadeTenant;
let canary: OpenCanary;

beforeAll(async () => {
  operator = await makePlatformPerson('operator');
  customer = await makeTenant();
  canary = await openCanary(operator, 1);
  const at = new Date('2017-05-10T12:00:00Z');
  await addUsage(customer.ctx, { at, price: 11n, cost: 10n });
  await addUsage(canary.ctx, { at, price: 700n, cost: 500n, feature: FEATURE });
  await asSuperuser('update rollup_touch set due = clock_timestamp()');
  await foldFleetNow();
  await foldLedgerNow();
});

const monthOfNow = () => new Date(clock().now()).toISOString().slice(0, 7);
const ids = (tenants: { id: string }[]) => tenants.map(({ id }) => id);

describe('what the self-test’s tenants use', () => {
  it.each(DIMENSIONS)('is no cost of a tenant, by %s', async (by) => {
    const { totals, rows, choices } = await readCosts(operator, by, DAYS);
    expect(totals).toMatchObject({ calls: 1, costNano: '10', priceNano: '11' });
    expect(rows).toHaveLength(1);
    expect(ids(choices.tenants)).toContain(customer.ctx.tenantId);
    expect(ids(choices.tenants)).not.toContain(canary.ctx.tenantId);
    expect(choices.features).toEqual(['chat']);
  });

  it('gives no names to choose from; what a customer just used does, before its day is kept', async () => {
    const tag = 'canary only';
    await addUsage(canary.ctx, { at: new Date(), price: 0n, cost: 0n, feature: 'canary_just' });
    await addUsage(customer.ctx, { at: new Date(), price: 0n, cost: 0n, feature: 'used_just' });
    await asSuperuser('update rollup_touch set due = clock_timestamp()');
    await foldRows();
    const { choices } = await readCosts(operator, 'tenant', DAYS);
    expect(choices.features).toContain('used_just');
    expect(choices.features).not.toContain('canary_just');
    await asSuperuser(
      `insert into ledger_rollup select tenant_id, grain, 'tag', bucket, '', '', '', '', $2, 'x', entries, calls, requests,
         input_tokens, output_tokens, cost_nano, price_nano from ledger_rollup where tenant_id = $1 and grain = 'month' and cut = 'all'`,
      [canary.ctx.tenantId, tag],
    );
    const { tags } = await readShowback(operator, 'tenant', DAYS, { page: 1 });
    expect(tags).not.toContain(tag);
  });

  it('is in no ledger page or file, also when it is asked for by name', async () => {
    const { page, totals } = await readLedger(operator, DAYS, {});
    expect(page.rows.map((row) => row.tenant.id)).toEqual([customer.ctx.tenantId]);
    expect(totals).toEqual({ calls: 1, costNano: '10', priceNano: '11', adjustmentsNano: '0' });
    const files = [];
    for await (const batch of exportLedger(operator, { ...DAYS, tenant: canary.ctx.tenantId }))
      files.push(...batch);
    expect(files).toEqual([]);
  });

  it('is in neither the sum nor the number of the standing check, which compares it all the same', async () => {
    const today = { at: new Date(clock().now()) };
    await addUsage(customer.ctx, { ...today, price: 3n });
    await addUsage(canary.ctx, { ...today, price: 5n });
    await checkBooks(monthOfNow());
    const [check] = await readChecks(operator);
    const [tenants] = await asSuperuser<{ n: number }>(
      'select count(*)::int as n from tenant where not canary',
    );
    expect(check).toMatchObject({ tenantCount: tenants?.n, ledgerNano: '3' });
    // Rows without counters.
    expect(ids(check?.differing ?? [])).toContain(canary.ctx.tenantId);
  });

  it('is in no figure of the fleet, and on the canary’s own page', async () => {
    const { rows, totals } = await readFleet(operator, RANGE);
    expect(ids(rows)).not.toContain(canary.ctx.tenantId);
    expect(totals).toMatchObject({ requests: 1, costNano: '10', priceNano: '11' });
    const { figures, tenant } = await readTenant(operator, canary.ctx.tenantId, RANGE, {});
    expect(figures).toMatchObject({ requests: 1, costNano: '500' });
    expect(tenant.canary).toBe(true);
  });

  it('leaves its entries in the audit log, and no choice there', async () => {
    const { tenants } = await readAudit(operator, RANGE, {});
    expect(ids(tenants)).toContain(customer.ctx.tenantId);
    expect(ids(tenants)).not.toContain(canary.ctx.tenantId);
    const today = parseRange({}, Date.now(), '7d');
    const { page } = await readAudit(operator, today, { tenant: canary.ctx.tenantId });
    expect(page.rows.length).toBeGreaterThan(0);
    for (const row of page.rows) expect(row.actor).not.toBe('No longer known');
  });
});
