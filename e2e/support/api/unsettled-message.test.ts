import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeKey } from '@/e2e/support/make-key';
import { makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { type ApiServer, startApiServer } from './api-server';

const SETTLING = 'execute on function tenancy.budget_batch(text[], jsonb, jsonb, jsonb)';

let api: ApiServer;

beforeAll(async () => {
  // Time for what is to go wrong between the hold and its settlement.
  await ensureLocalModel({ firstTokenMs: 1_500, tokensPerSecond: Number.POSITIVE_INFINITY });
  api = await startApiServer();
});
afterAll(async () => {
  await api.stop();
  await closeLocalModel();
  await closePools();
});

it('a message that could not be settled gives its slot back, and stays held for the sweeper', async () => {
  const { ctx } = await makeTenant('enterprise');
  const limits = { requestsPerMinute: null, burstPerSecond: null, tokensPerMinute: null };
  const { text } = await makeKey(ctx, { limits: { ...limits, inFlight: 1 } });
  const ask = () =>
    fetch(`${api.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': text, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'claude-haiku-5-5',
        max_tokens: 20,
        messages: [{ role: 'user', content: 'When does it open?' }],
      }),
    });
  const held = () =>
    asSuperuser(
      `select id from reservation where tenant_id = '${ctx.tenantId}' and state = 'held'`,
    );
  const first = ask();
  await vi.waitFor(async () => expect(await held()).toHaveLength(1), {
    interval: 20,
    timeout: 20_000,
  });
  await asSuperuser(`revoke ${SETTLING} from tenantry_app`);
  try {
    await (await first).text();
  } finally {
    await asSuperuser(`grant ${SETTLING} to tenantry_app`);
  }
  expect(await held()).toHaveLength(1);
  await vi.waitFor(async () => expect((await ask()).status).toBe(200), { timeout: 20_000 });
});
