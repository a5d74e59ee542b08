import { afterAll, beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { indexText } from '@/e2e/support/index-text';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { periodAt } from '@/lib/budget/periods';
import { setTenantFlag } from '@/lib/flags/change-flag';
import { flagOn } from '@/lib/flags/flag-on';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { BudgetRule } from '@/lib/tenancy/schema';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import { answer } from './answer';
import type { AnswerEvent } from './schema';

let worker: TestWorker;
let made: Awaited<ReturnType<typeof makeTenant>>;
beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  await ensureLocalModel({ firstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY });
  made = await makeTenant('professional');
  await indexText(worker, made.ctx, {
    name: 'Handbook.md',
    text: '# Travel\n\nThe travel desk approves every flight above 900 euros.',
  });
}, 300_000);
afterAll(async () => {
  await worker.close();
  await closeLocalModel();
});

async function limit(limits: Partial<BudgetRule>, downgradeModel: boolean) {
  const { version } = await readOwnBudgetRules(made.ctx);
  const rule = { scope: 'user', subject: null, period: 'month', tokens: null } as const;
  await setOwnBudgets(made.ctx, {
    ...{ basedOn: version, reason: 'For the test', downgradeModel, downgradeLength: false },
    ownBudgets: [{ ...rule, priceNano: null, softPercent: null, graceMinutes: null, ...limits }],
  });
}

/** What the refusal offers to somebody of the portal whose question the limits have no room for. */
async function offers(interactive = true) {
  const ctx = await verifyTenantSession(made.session, made.slug);
  const question = 'Which flights does the travel desk approve?';
  let last: AnswerEvent | undefined;
  const { signal } = new AbortController();
  for await (const event of answer(
    ctx,
    { question, model: 'claude-sonnet-5-5' },
    { signal, interactive },
  ))
    last = event;
  if (last?.type !== 'error') throw new Error('It was answered.');
  expect(last.error.limit).toBeDefined();
  return last.error.limit?.offers;
}

const ofModel = { scope: 'model', subject: 'claude-sonnet-5-5', tokens: 1 } as const;

it('is a cheaper model where that has room and is not taken by itself', async () => {
  await limit(ofModel, false);
  expect(await offers()).toEqual({ cheaper: 'claude-haiku-5-5', queue: false });
  expect(await offers(false)).toBeUndefined();
});

it.each([
  // Not even a cheaper one has room for so little money, and tokens are the same by any.
  [{ priceNano: '1' }, false],
  [{ tokens: 1 }, false],
  [{ priceNano: '1' }, true],
])('is nothing where that would be in vain: %j, taken by itself: %s', async (limits, byItself) => {
  await limit(limits, byItself);
  expect(await offers()).toEqual({ queue: false });
});

it('is the queue as long as there is one', async () => {
  const operator = await makePlatformPerson('operator');
  const about = { name: 'deferred_questions', tenantId: made.ctx.tenantId } as const;
  const full = { priceNano: '100000000000' };
  const { tenantId, timeZone, principal } = made.ctx;
  await asSuperuser(
    `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, used_nano)
     values ($1, 'user', $2, 'month', $3, $4)
     on conflict (tenant_id, scope, scope_id, period, period_start) do update set used_nano = $4`,
    [tenantId, principal.id, periodAt('month', timeZone, new Date()).start, full.priceNano],
  );
  await limit(full, true);
  expect(await offers()).toEqual({ queue: true });
  await setTenantFlag(operator, { ...about, on: false, reason: 'For the test' });
  while (await flagOn(made.ctx, 'deferred_questions'))
    await new Promise((resolve) => setImmediate(resolve));
  expect(await offers()).toEqual({ queue: false });
});
