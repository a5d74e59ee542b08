import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeKey } from '@/e2e/support/make-key';
import { makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { Turn } from '@/lib/traffic/fair/fair-queue';
import { takeTurn } from '@/lib/traffic/take-turn';
import { type ApiServer, startApiServer } from './api-server';

const MODEL = 'claude-haiku-5-5';
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

it('a prompt that may be too long is counted before it waits for a turn', async () => {
  const busy = [await makeTenant(), await makeTenant()] as const;
  const turns: Turn[] = [];
  for (let n = 0; n < 50; n += 1) {
    const { ctx } = busy[n % 2 === 0 ? 0 : 1];
    turns.push(await takeTurn(ctx, { weight: 1, queueSeconds: 60 }, { model: MODEL, tokens: 10 }));
  }
  const tenant = await makeTenant('free');
  const { text } = await makeKey(tenant.ctx);
  const response = await fetch(`${api.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': text, 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({
      model: MODEL,
      max_tokens: 10,
      messages: [{ role: 'user', content: 'harbour '.repeat(9_000) }],
    }),
  });
  for (const turn of turns) turn.end(10);
  expect(response.status).toBe(400);
  expect((await response.json()).error.message).toContain('prompt is too long');
});
