import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { foldFleetNow } from '@/e2e/support/fold-fleet';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { addEndpoint, listEndpoints } from '@/lib/notify/endpoints';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readForecast } from '../forecast/read-forecast';
import { acknowledgeAnomaly } from './acknowledge-anomaly';
import { exportAnomalies } from './export-anomalies';
import { listAnomalies } from './queries';
import { watchAllCosts } from './schedule-watch';

const DAY = 86_400_000;
const USD = 1_000_000_000n;
const today = Math.floor((Date.now() - 600_000) / DAY) * DAY;
const noonOf = (ago: number) => new Date(today - ago * DAY + DAY / 2);
const nameOf = (ago: number) => new Date(today - ago * DAY).toISOString().slice(0, 10);
const watch = async (later = 0) => {
  await foldFleetNow();
  await watchAllCosts(new Date(Date.now() + later));
};

let tenant: MadeTenant;
let finance: PlatformContext;
let address: string;

/** Without the day that is not over, which a later look takes for one that cost nothing. */
const mine = async () =>
  (await listAnomalies(finance, tenant.ctx.tenantId)).filter(({ more }) => more);
/** What finance calls the tenant’s person, in showback too. */
const pseudonym = async () => {
  const [row] = await asSuperuser<{ who: string }>(
    "select tenancy.pseudonym($1, 'user', $2) as who",
    [tenant.ctx.tenantId, tenant.ctx.principal.id],
  );
  return row?.who ?? '';
};
/** Everything that stays of what was found. */
const kept = async () => {
  const rows = await asSuperuser<{ said: string }>(
    `select a.causes::text as said from cost_anomaly a where a.tenant_id = $1
     union all select n.payload::text from notice n where n.subject_tenant = $1`,
    [tenant.ctx.tenantId],
  );
  expect(rows.length).toBeGreaterThan(1);
  return rows.map(({ said }) => said).join();
};
/** As a correction is written: an entry of its own, beside the call’s. */
const correctDown = () =>
  asSuperuser(
    `insert into ledger_entry select (jsonb_populate_record(e, jsonb_build_object('id', $2::uuid, 'kind', 'adjustment',
       'adjusts', e.id, 'reason', 'measured anew', 'cost_nano', -e.cost_nano, 'price_nano', 0))).*
     from ledger_entry e where e.tenant_id = $1 and e.feature = 'answers'`,
    [tenant.ctx.tenantId, newId()],
  );
const told = (kind: string) =>
  asSuperuser<{ address: string }>(
    `select e.address from notice n join notice_delivery d on d.notice_id = n.id join notice_endpoint e on e.id = d.endpoint_id
     where n.kind = $1 and n.subject_tenant = $2 and e.address = $3`,
    [kind, tenant.ctx.tenantId, address],
  );

beforeAll(async () => {
  tenant = await makeTenant();
  finance = await makePlatformPerson('finance');
  address = `${newId()}@example.test`;
  await addEndpoint(finance, { kind: 'email', address });
  await addEndpoint(await makePlatformPerson('operator'), { kind: 'email', address });
  for (let ago = 1; ago <= 45; ago += 1)
    await addUsage(tenant.ctx, { at: noonOf(ago), cost: 10n * USD + BigInt(ago) });
  await addUsage(tenant.ctx, { at: noonOf(1), cost: 90n * USD, feature: 'answers' });
});
afterAll(closePools);

describe('what a tenant’s days cost', () => {
  it('is judged, explained to the nano-dollar and told to finance alone, once', async () => {
    await watch();
    await watch();
    const [found, ...others] = await mine();
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      ...{ firstDay: nameOf(1), lastDay: nameOf(1), peakDay: nameOf(1), more: true },
      costNano: (100n * USD + 1n).toString(),
    });
    expect(found?.causes.days).toEqual([nameOf(8), nameOf(15), nameOf(22), nameOf(29)]);
    // (8 + 15 + 22 + 29) / 4 = 18, rounded down.
    expect(found?.causes.changeNano).toBe((90n * USD - 17n).toString());
    expect(found?.causes.parts.feature).toEqual([
      { key: 'answers', nano: (90n * USD).toString() },
      { key: 'chat', nano: '-17' },
    ]);
    expect(found?.causes.parts.user).toEqual([
      { key: await pseudonym(), nano: (90n * USD - 17n).toString() },
    ]);
    expect(await kept()).not.toContain(tenant.ctx.principal.id);
    expect(await told('cost_anomaly')).toHaveLength(1);
  });

  it('stands beside what was expected, and in the forecast', async () => {
    const { days, figures, tenants } = await readForecast(finance, tenant.ctx.tenantId);
    expect(days.at(-1)).toMatchObject({ day: nameOf(1), costNano: (100n * USD + 1n).toString() });
    expect(Number(days.at(-1)?.expectedNano)).toBeCloseTo(1e10, -3);
    expect(figures).toEqual(
      expect.objectContaining(
        Object.fromEntries(
          Object.entries(tenants.find((one) => one.tenant.id === tenant.ctx.tenantId) ?? {}).filter(
            ([key]) => key !== 'tenant',
          ),
        ),
      ),
    );
    expect(BigInt(figures?.lowNano ?? 0)).toBeGreaterThanOrEqual(BigInt(figures?.spentNano ?? 1));
  });

  it('is told again, once, when nobody answers for a day', async () => {
    await watch(DAY + 60_000);
    await watch(DAY + 120_000);
    expect(await told('cost_escalated')).toHaveLength(1);
  });

  it('is acknowledged by finance, once, with a note that stands in the file', async () => {
    const [found] = await mine();
    if (!found) throw new Error('Nothing was found.');
    const answer = { tenantId: tenant.ctx.tenantId, id: found.id, note: '=A pilot of theirs' };
    const auditor = await makePlatformPerson('auditor');
    await expect(acknowledgeAnomaly(auditor, answer)).rejects.toMatchObject({ code: 'forbidden' });
    await acknowledgeAnomaly(finance, answer);
    await expect(acknowledgeAnomaly(finance, answer)).rejects.toMatchObject({ code: 'conflict' });
    const gone = acknowledgeAnomaly(finance, { ...answer, id: newId() });
    await expect(gone).rejects.toMatchObject({ code: 'not_found' });
    const rows = await exportAnomalies(auditor, tenant.ctx.tenantId);
    expect(rows.filter((row) => row.includes('=A pilot of theirs')).length).toBeGreaterThan(4);
    expect((await listEndpoints(auditor, 'finance')).map((each) => each.address)).toContain(
      address,
    );
  });

  it('is ordinary again when late rows say so', async () => {
    const before = await told('cost_anomaly');
    await correctDown();
    await watch();
    const [found] = await mine();
    expect(found?.goneAt).not.toBeNull();
    expect(await told('cost_anomaly')).toHaveLength(before.length);
  });

  it('names nobody any more who is forgotten', async () => {
    const who = await pseudonym();
    expect(await kept()).toContain(who);
    await asSuperuser('select tenancy.forget_person($1, $2)', [
      tenant.ctx.tenantId,
      tenant.ctx.principal.id,
    ]);
    expect(await kept()).not.toContain(who);
    expect(await kept()).toContain('user:erased');
  });
});
