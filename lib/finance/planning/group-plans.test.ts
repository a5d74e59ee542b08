import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { foldLedgerNow } from '@/e2e/support/fold-ledger';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { newId } from '@/lib/ids';
import { createGroup, removeGroup } from '@/lib/policies/groups';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readCosts } from '../read-costs';
import { readLedger } from '../read-ledger';
import { readShowback } from '../showback/read-showback';
import { planSpend } from './plan-spend';
import { plannedRow } from './planned-row';
import { exportPlanned, readPlanned } from './read-planned';
import type { PlannedOf } from './schema';

// A month that no other test writes to.
const MONTH = '2012-09';
const SPAN = { from: '2012-09-01', to: '2012-09-30', usage: 'only' as const };

let finance: PlatformContext;
let operator: PlatformContext;
let first: MadeTenant;
let second: MadeTenant;
let other: MadeTenant;
let group: string;

const groupOf = (name: string, tenants: string[]) =>
  createGroup(operator, { name, tenants, reason: 'A probe' });
const idOf = (tenant: MadeTenant) => tenant.ctx.tenantId;
const plan = (of: PlannedOf, id: string, plannedNano: string, reason = 'Budget') =>
  planSpend(finance, { of, id, month: MONTH, plannedNano, reason });
const rowOf = async (of = group) =>
  (await readPlanned(finance, MONTH, {})).groups.find((row) => row.key === of);

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
  operator = await makePlatformPerson('operator');
  [first, second, other] = [await makeTenant(), await makeTenant(), await makeTenant()];
  const add = async (tenant: MadeTenant, day: string, price: bigint) =>
    addUsage(tenant.ctx, { at: new Date(`${day}T00:00:00Z`), price, cost: price / 2n });
  await add(first, '2012-09-01', 40n);
  await add(second, '2012-09-30', 9_007_199_254_740_993n);
  await add(other, '2012-09-02', 1_000n);
  group = await groupOf(`Group ${newId()}`, [idOf(first), idOf(second)]);
});

describe('a plan of a group', () => {
  it('is compared with all of its tenants, beside what was planned of each', async () => {
    await plan('tenant', idOf(first), '100');
    expect(await rowOf()).toMatchObject({ ownNano: null, plannedNano: '100', leftNano: '60' });
    await plan('group', group, '1');
    await plan('group', group, '9007199254741100');
    expect(await rowOf()).toEqual({
      ...{ key: group, label: (await rowOf())?.label, tenants: 2, planned: 1 },
      ...{ ownNano: '9007199254741100', membersNano: '100', plannedNano: '9007199254741100' },
      ...{ actualNano: '9007199254741033', plannedActualNano: '9007199254741033', leftNano: '67' },
    });
    const { burnDown, of } = await readPlanned(finance, MONTH, { group });
    expect(of).toBe((await rowOf())?.label);
    expect(burnDown[0]?.leftNano).toBe('9007199254741060');
    expect(burnDown.at(-1)).toEqual({ day: '2012-09-30', leftNano: '67', evenNano: '0' });
    // What is planned of a group is planned of no tenant.
    const { total } = await readPlanned(finance, MONTH, {});
    expect(total).toMatchObject({ plannedNano: '100', planned: 1, ownNano: null });
  });

  it('is in the audit log with its reason, and in the file with exact dollars', async () => {
    await plan('group', group, '9007199254741100', 'Said in the log');
    const [entry] = await asSuperuser<{ reason: string; subject: string | null }>(
      `select reason, subject_tenant as subject from platform_audit where action = 'spend.plan'
         and detail ->> 'group' = $1 order by at desc limit 1`,
      [group],
    );
    expect(entry).toEqual({ reason: 'Said in the log', subject: null });
    const { header, rows } = await exportPlanned(finance, MONTH);
    const cell = (row: string[] | undefined, name: string) => row?.[header.indexOf(name)];
    const row = rows.find((cells) => cell(cells, 'id') === group);
    expect(cell(row, 'own_plan_usd')).toBe('9007199.254741100');
    expect(cell(row, 'left_usd')).toBe('0.000000067');
    expect(rows.at(-1)?.[0]).toBe('total');
    await expect(exportPlanned(await makePlatformPerson('auditor'), MONTH)).resolves.toBeDefined();
  });

  it.each(['waits', 'is folded'])('leads to the rows that its actual is while all %s', async () => {
    const filter = { ...SPAN, group };
    const { totals, showback, page } = await readLedger(finance, filter, {});
    expect(totals.priceNano).toBe((await rowOf())?.actualNano);
    expect(showback?.priceNano).toBe(totals.priceNano);
    expect(page.rows.map((row) => row.tenant.id).sort()).toEqual(
      [idOf(first), idOf(second)].sort(),
    );
    const shown = await readShowback(finance, 'tenant', filter, { page: 1 });
    expect(shown.totals.priceNano).toBe(totals.priceNano);
    const costs = await readCosts(finance, 'tenant', filter);
    expect(costs.totals.priceNano).toBe(totals.priceNano);
    expect(costs.choices.groups.map(({ id }) => id)).toContain(group);
    const nobody = await readLedger(finance, { ...SPAN, group: newId() }, {});
    expect([nobody.totals.calls, nobody.showback?.entries]).toEqual([0, 0]);
    await foldLedgerNow();
  });

  it('of nobody is left whole, and goes with its group', async () => {
    const empty = await groupOf(`Empty ${newId()}`, []);
    await plan('group', empty, '31');
    expect(await rowOf(empty)).toMatchObject({ tenants: 0, actualNano: '0', leftNano: '31' });
    const { burnDown } = await readPlanned(finance, MONTH, { group: empty });
    expect(burnDown.at(-1)?.leftNano).toBe('31');
    await removeGroup(operator, { id: empty, reason: 'A probe' });
    expect(await rowOf(empty)).toBeUndefined();
    const kept = await asSuperuser('select from planned_group_spend where group_id = $1', [empty]);
    expect(kept).toEqual([]);
  });
});

const amount = fc.bigInt({ min: 0n, max: 10n ** 18n });
const member = fc.record({ planned: fc.option(amount), spent: amount });

it('a plan and what is left of it come to what was compared, whoever has plans', () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 20 }), fc.option(amount), (given, own) => {
      const plans = given.map(({ planned }, n) => ({
        ...{ id: String(n), name: '', planned: planned?.toString() ?? null },
      }));
      const actual = new Map(given.map(({ spent }, n) => [String(n), spent]));
      const head = { key: 'g', label: 'g', own: own?.toString() ?? null };
      const { row, compared } = plannedRow(head, plans, actual);
      const sum = (of: readonly bigint[]) => of.reduce((a, b) => a + b, 0n);
      expect(BigInt(row.actualNano)).toBe(sum(given.map(({ spent }) => spent)));
      expect(BigInt(row.plannedActualNano)).toBe(sum(compared.map((id) => actual.get(id) ?? 0n)));
      const planned = given.flatMap((each) => (each.planned === null ? [] : [each.planned]));
      expect(row.membersNano).toBe(planned.length > 0 ? String(sum(planned)) : null);
      expect(row.plannedNano).toBe(head.own ?? row.membersNano);
      if (row.leftNano === null) expect(row.plannedNano).toBeNull();
      else
        expect(BigInt(row.leftNano) + BigInt(row.plannedActualNano)).toBe(
          BigInt(row.plannedNano ?? 0),
        );
      expect(compared).toHaveLength(own === null ? planned.length : given.length);
    }),
  );
});
