import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { SimulatedClock, setClock } from '@/lib/clock';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { NO_USAGE } from '@/lib/metering/price-book';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { Policy } from '@/lib/tenancy/schema';
import { holdProof } from './hold-proof';
import { removeOldMinutes } from './remove-old-minutes';
import { reserve } from './reserve';
import { settle } from './settle';

let tenant: MadeTenant;
let undo: () => void = () => undefined;
const at = (time: string | number) => {
  undo();
  undo = setClock(new SimulatedClock(new Date(time).getTime()));
};

const PERIOD = { scope: 'tenant', subject: null, softPercent: null, graceMinutes: null } as const;
const policy: Policy = {
  ...PLAN_DEFAULTS.enterprise,
  budgets: [{ ...PERIOD, period: 'minute', tokens: 100_000, priceNano: null }],
};
const take = () =>
  reserve(tenant.ctx, policy, {
    requestId: newId(),
    callOrdinal: 0,
    feature: 'test',
    model: 'claude-haiku-5-5',
    inputTokenBound: 600,
    maxOutputTokens: 400,
    documents: [],
  });
const end = (held: Awaited<ReturnType<typeof take>>) =>
  settle(holdProof(held), held.id, {
    outcome: 'complete',
    usage: { ...NO_USAGE, inputTokens: 100 },
    estimated: false,
  });
const counters = (period: string) =>
  withTenantSql(tenant.ctx, (sql) =>
    sql<{ start: Date }>(
      `select period_start as start from budget_counter where tenant_id = :tenant and period = $1
       order by period_start`,
      [period],
    ),
  ).then((rows) => rows.map(({ start }) => start.toISOString()));

beforeAll(async () => {
  tenant = await makeTenant('enterprise');
});
afterEach(() => undo());
afterAll(closePools);

it('a minute’s budget stays for an hour, and while anything is held in it', async () => {
  at('2026-02-10T12:00:30Z');
  await end(await take());
  at('2026-02-10T12:01:30Z');
  const held = await take();

  at('2026-02-10T13:00:00Z');
  await removeOldMinutes();
  expect(await counters('minute')).toEqual([
    '2026-02-10T12:00:00.000Z',
    '2026-02-10T12:01:00.000Z',
  ]);

  at('2026-02-10T13:30:00Z');
  await removeOldMinutes();
  expect(await counters('minute')).toEqual(['2026-02-10T12:01:00.000Z']);
  await end(held);
  await removeOldMinutes();
  expect(await counters('minute')).toEqual([]);
  expect(await counters('day')).toHaveLength(1);
});

it('a clock that runs ahead removes no minute that still counts', async () => {
  const present = Date.now();
  at(present);
  await end(await take());
  at(present + 86_400_000);
  await removeOldMinutes();
  expect(await counters('minute')).toHaveLength(1);
});
