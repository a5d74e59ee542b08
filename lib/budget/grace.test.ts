import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { SimulatedClock, setClock } from '@/lib/clock';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { NO_USAGE } from '@/lib/metering/price-book';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { Policy } from '@/lib/tenancy/schema';
import { holdProof } from './hold-proof';
import { reserve } from './reserve';
import { settle } from './settle';

const policy: Policy = {
  ...PLAN_DEFAULTS.free,
  downgradeLength: false,
  ownBudgets: [
    {
      ...({ scope: 'feature', subject: 'test', period: 'day', priceNano: null } as const),
      ...{ tokens: 2_000, softPercent: 50, graceMinutes: 30 },
    },
  ],
};

let tenant: MadeTenant;
let undo: () => void = () => undefined;
beforeAll(async () => {
  tenant = await makeTenant('free');
});
afterEach(() => undo());
afterAll(closePools);

const at = (time: string) => {
  undo();
  undo = setClock(new SimulatedClock(Date.parse(`2027-05-01T${time}:00Z`)));
};
async function use(inputTokens: number): Promise<void> {
  const hold = await reserve(tenant.ctx, policy, {
    ...{ requestId: newId(), callOrdinal: 0, feature: 'test', model: 'claude-haiku-5-5' },
    ...{ inputTokenBound: 300, maxOutputTokens: 100, documents: [] },
  });
  const usage = { ...NO_USAGE, inputTokens };
  await settle(holdProof(hold), hold.id, { outcome: 'complete', usage, estimated: false });
}

it('lets a soft limit tell first, and bind when its grace is over, until the day ends', async () => {
  at('10:00');
  for (const tokens of [300, 300, 300]) await use(tokens);
  at('11:00');
  await use(200);
  at('11:29');
  await use(100);
  at('11:30');
  await expect(use(1)).rejects.toMatchObject({
    code: 'budget_exhausted',
    limit: { scope: 'feature', soft: true, limit: 1_000, used: 1_200 },
  });
  undo();
  undo = setClock(new SimulatedClock(Date.parse('2027-05-02T00:00:00Z')));
  await use(300);
});
