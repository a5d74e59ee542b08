import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { foldFleetNow } from '@/e2e/support/fold-fleet';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { watchObjectives } from '@/lib/db/fleet-credentials';
import { newId } from '@/lib/ids';
import { addEndpoint } from '@/lib/notify/endpoints';
import type { PlatformContext } from '@/lib/tenancy/context';
import { acknowledgeAlert, addObjective, editObjective } from './edit-objectives';
import { listAlerts, listObjectives, openAlerts } from './queries';
import type { AddObjective } from './schema';

const MINUTE = 60_000;
const PROMISE: AddObjective = {
  name: 'Pilots do not fail',
  kind: 'errors',
  thresholdMs: null,
  targetPercent: 99,
  days: 7,
  plan: null,
  feature: 'pilot',
  escalateMinutes: 15,
  reason: 'test',
};

let operator: PlatformContext;
let tenant: MadeTenant;
/** On a five minutes, so that what is written below lies in whole ones. */
const now = Math.floor(Date.now() / (5 * MINUTE)) * 5 * MINUTE;
const at = (minutes: number) => new Date(now + minutes * MINUTE);

async function asked(count: number, outcome: 'ok' | 'error', minutes: number): Promise<void> {
  for (let i = 0; i < count; i += 1)
    await addUsage(tenant.ctx, {
      ...{ at: at(minutes), outcome, feature: 'pilot', ledger: false },
      latencyMs: outcome === 'ok' ? 100 : 50_000,
    });
}

const noticesOf = () =>
  asSuperuser<{ kind: string }>(
    "select kind from notice where payload ->> 'objective' = $1 order by at",
    [PROMISE.name],
  ).then((rows) => rows.map(({ kind }) => kind));
const mine = <T extends { name: string }>(all: T[]) =>
  all.filter(({ name }) => name === PROMISE.name);

beforeAll(async () => {
  operator = await makePlatformPerson('operator');
  tenant = await makeTenant();
});

describe('an objective', () => {
  it('is told of when its budget burns, again when nobody answers, and when it is kept again', async () => {
    const id = await addObjective(operator, PROMISE);
    await asked(40, 'ok', -8);
    await asked(10, 'error', -8);
    await foldFleetNow();
    await watchObjectives(at(0));
    const [objective] = mine(await listObjectives(operator));
    expect(objective).toMatchObject({ id, total: 50, bad: 10 });
    expect(objective?.budgetLeft).toBeCloseTo(1 - 10 / 0.5);
    const open = mine(await openAlerts(operator));
    expect(open.map(({ severity }) => severity).sort()).toEqual(['slow', 'urgent']);
    expect(await noticesOf()).toEqual(['objective_burning', 'objective_burning']);

    await watchObjectives(at(1));
    expect(await noticesOf()).toHaveLength(2);

    // The same failures still burn in the short window of half an hour.
    await watchObjectives(at(16));
    expect((await noticesOf()).filter((kind) => kind === 'objective_escalated')).toHaveLength(1);
    await watchObjectives(at(17));
    expect((await noticesOf()).filter((kind) => kind === 'objective_escalated')).toHaveLength(1);

    await watchObjectives(at(10 * 60));
    expect(mine(await openAlerts(operator))).toEqual([]);
    expect((await noticesOf()).filter((kind) => kind === 'objective_kept')).toHaveLength(2);
  });

  it('reaches whoever hears of escalations alone when nobody answered', async () => {
    const address = `${newId()}@example.test`;
    await addEndpoint(operator, { kind: 'email', address, onlyEscalations: true });
    const name = 'Pilots never fail';
    await addObjective(operator, { ...PROMISE, name });
    await watchObjectives(at(0));
    await watchObjectives(at(16));
    const told = await asSuperuser<{ kind: string }>(
      `select n.kind from notice n join notice_delivery d on d.notice_id = n.id
       join notice_endpoint e on e.id = d.endpoint_id where e.address = $1 and n.payload ->> 'objective' = $2`,
      [address, name],
    );
    expect(told.map(({ kind }) => kind)).toEqual(['objective_escalated']);
  });

  it('is silent of an alert that somebody acknowledged, once', async () => {
    const [urgent] = mine(await listAlerts(operator)).filter(
      ({ severity }) => severity === 'urgent',
    );
    if (!urgent) throw new Error('There is no alert.');
    await acknowledgeAlert(operator, { id: urgent.id, note: 'We are at it' });
    expect(mine(await listAlerts(operator)).find(({ id }) => id === urgent.id)).toMatchObject({
      note: 'We are at it',
    });
    const again = acknowledgeAlert(operator, { id: urgent.id, note: 'So are we' });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
  });

  it('of times counts what took longer', async () => {
    const name = 'Pilots are quick';
    const promise = { ...PROMISE, name, kind: 'latency' as const, thresholdMs: 10_000 };
    await addObjective(operator, promise);
    await watchObjectives(at(0));
    const found = (await listObjectives(operator)).find((each) => each.name === name);
    expect(found).toMatchObject({ total: 50, bad: 10 });
  });

  it('is changed by operators alone', async () => {
    const auditor = await makePlatformPerson('auditor');
    await expect(addObjective(auditor, PROMISE)).rejects.toMatchObject({ code: 'forbidden' });
    const [objective] = mine(await listObjectives(auditor));
    if (!objective) throw new Error('The auditor sees no objective.');
    const edit = {
      id: objective.id,
      name: PROMISE.name,
      enabled: false,
      targetPercent: 95,
      days: 7,
    };
    await editObjective(operator, { ...edit, escalateMinutes: 5, reason: 'Less is enough' });
    expect(mine(await listObjectives(operator))[0]).toMatchObject({
      enabled: false,
      target: 0.95,
      reason: 'Less is enough',
    });
  });
});
