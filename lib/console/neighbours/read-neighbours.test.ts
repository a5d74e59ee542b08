import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import type { PlatformContext } from '@/lib/tenancy/context';
import { parseRange } from '../range/schema';
import { readNeighbours } from './read-neighbours';

// A day that no other test writes to, of which days alone are kept.
const RANGE = parseRange({ from: '2016-03-01', to: '2016-03-03' }, 0);

const HELD = { tenant: undefined, holder: undefined, sort: 'held' as const };

let operator: PlatformContext;
let loud: MadeTenant;
let quiet: MadeTenant;
let away: MadeTenant;

/** What a fold would have left of a day. */
const held = ({ ctx }: MadeTenant, day: string, heldMs: number, waitedMs: number) =>
  heldBy(ctx.tenantId, day, heldMs, waitedMs);

async function heldBy(tenantId: string, day: string, heldMs: number, waitedMs: number) {
  await asSuperuser(
    `insert into fleet_rollup values ($1, 'day', $2, 'chat', 10, 0, 0, 0, '{}', 0, $4, 3, $3, 0, 0, 0, '', '')`,
    [tenantId, day, heldMs, waitedMs],
  );
}

beforeAll(async () => {
  operator = await makePlatformPerson('operator');
  [loud, quiet, away] = [await makeTenant(), await makeTenant(), await makeTenant()];
  await held(loud, '2016-03-01', 9_000, 0);
  await held(quiet, '2016-03-01', 1_000, 5_000);
  await held(away, '2016-03-02', 90_000, 0);
});

describe('neighbours', () => {
  it('are listed by what they held, with their shares', async () => {
    const { rows, waiter } = await readNeighbours(operator, RANGE, HELD);
    expect(rows.map(({ tenant, share }) => [tenant.id, share])).toEqual([
      [away.ctx.tenantId, 0.9],
      [loud.ctx.tenantId, 0.09],
      [quiet.ctx.tenantId, 0.01],
    ]);
    expect(waiter).toBeNull();
  });

  it('answer for what another waited by what they held in the same time, and for no more', async () => {
    const { waiter } = await readNeighbours(operator, RANGE, {
      ...HELD,
      tenant: quiet.ctx.tenantId,
    });
    expect(waiter?.ms).toBe(5_000);
    expect(waiter?.blame.map(({ tenant, ms }) => [tenant.id, Math.round(ms)])).toEqual([
      [loud.ctx.tenantId, 4_500],
      [quiet.ctx.tenantId, 500],
    ]);
  });

  it('answer for what others waited because one held slots, by its part of them', async () => {
    const { waiter, holder } = await readNeighbours(operator, RANGE, {
      ...HELD,
      holder: loud.ctx.tenantId,
    });
    expect(waiter).toBeNull();
    expect(holder?.tenant.id).toBe(loud.ctx.tenantId);
    expect(
      holder?.blame.map(({ tenant, ms, share }) => [tenant.id, Math.round(ms), share]),
    ).toEqual([[quiet.ctx.tenantId, 4_500, 1]]);
    expect(Math.round(holder?.ms ?? 0)).toBe(4_500);
    const idle = await readNeighbours(operator, RANGE, { ...HELD, holder: away.ctx.tenantId });
    expect(idle.holder).toMatchObject({ ms: 0, blame: [], others: 0 });
  });

  it('put whoever waited first where that is asked for', async () => {
    const { rows } = await readNeighbours(operator, RANGE, { ...HELD, sort: 'waited' });
    expect(rows[0]?.tenant.id).toBe(quiet.ctx.tenantId);
    expect(rows).toHaveLength(3);
  });

  it('share all of the waiting, also where more held slots or waited than are listed', async () => {
    const day = '2016-03-20';
    const range = parseRange({ from: day, to: '2016-03-21' }, 0);
    const tenants = await asSuperuser<{ id: string }>(
      "select id from tenant where state = 'active' and not canary and id <> $1 limit 60",
      [quiet.ctx.tenantId],
    );
    for (let n = tenants.length; n < 60; n += 1)
      tenants.push({ id: (await makeTenant()).ctx.tenantId });
    await held(quiet, day, 0, 6_000);
    for (const { id } of tenants) await heldBy(id, day, 100, 0);
    const { waiter } = await readNeighbours(operator, range, {
      ...HELD,
      tenant: quiet.ctx.tenantId,
    });
    expect(waiter?.blame).toHaveLength(50);
    expect(waiter?.blame[0]?.share).toBeCloseTo(1 / 60);
    expect(waiter?.others).toBe(10);
    const [first] = tenants;
    for (const { id } of tenants) await heldBy(id, '2016-03-22', id === first?.id ? 900 : 0, 50);
    const later = parseRange({ from: '2016-03-22', to: '2016-03-23' }, 0);
    const { holder } = await readNeighbours(operator, later, { ...HELD, holder: first?.id });
    expect(holder?.blame).toHaveLength(50);
    expect([holder?.others, holder?.ms]).toEqual([10, 3_000]);
  });
});
