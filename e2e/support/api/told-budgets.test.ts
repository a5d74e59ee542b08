import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { makeKey } from '@/e2e/support/make-key';
import { makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { readNotices, readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import { type ApiServer, startApiServer } from './api-server';

const WAIT = { timeout: 20_000 };

let api: ApiServer;

beforeAll(async () => {
  await ensureLocalModel({ firstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY });
  api = await startApiServer();
});
afterAll(async () => {
  await api.stop();
  await closeLocalModel();
  await closePools();
});

it('a budget that calls of the API use up, and that refuses one, is told', async () => {
  const { ctx } = await makeTenant('enterprise');
  const { version } = await readOwnBudgetRules(ctx);
  await setOwnBudgets(ctx, {
    basedOn: version,
    reason: 'For the test',
    ownBudgets: [
      {
        ...{ scope: 'feature', subject: 'messages', period: 'month', tokens: 400 },
        ...{ priceNano: null, softPercent: 1, graceMinutes: null },
      },
    ],
    downgradeModel: true,
    downgradeLength: true,
  });
  const { text } = await makeKey(ctx);
  const ask = (max_tokens: number) =>
    fetch(`${api.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': text, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'claude-haiku-5-5',
        max_tokens,
        messages: [{ role: 'user', content: 'When does it open?' }],
      }),
    });
  const told = async () =>
    (await readNotices(ctx)).map(({ scope, percent }) => `${scope} ${percent}`);
  expect((await ask(20)).status).toBe(200);
  await vi.waitFor(async () => expect(await told()).toEqual(['feature 1']), WAIT);
  expect((await ask(500)).status).toBe(402);
  await vi.waitFor(async () => expect(await told()).toContain('feature 0'), WAIT);
});
