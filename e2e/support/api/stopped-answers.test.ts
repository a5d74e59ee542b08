import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { makeKey } from '@/e2e/support/make-key';
import { makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { inFlightDone } from '@/lib/http/in-flight';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { type ApiServer, startApiServer } from './api-server';

let api: ApiServer;

beforeAll(async () => {
  const model = await ensureLocalModel();
  // Long enough to leave in the middle.
  model.configure({ firstTokenMs: 1_500, tokensPerSecond: Number.POSITIVE_INFINITY });
  api = await startApiServer();
});
afterAll(async () => {
  await api.stop();
  await closeLocalModel();
  await closePools();
});

it('an answer whose caller left is no answer under its name: the next try is answered in full', async () => {
  const tenant = await makeTenant('enterprise');
  await addDocument(tenant, 'Leave.txt', ['Parental leave lasts sixteen weeks.']);
  const { text: key } = await makeKey(tenant.ctx);
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${api.url}${path}`, { ...init, headers: { 'x-api-key': key, ...init.headers } });
  const post = (signal?: AbortSignal) =>
    ask('/v1/answers', {
      method: 'POST',
      body: JSON.stringify({ question: 'How long is parental leave?' }),
      headers: { 'idempotency-key': 'cut-off' },
      ...(signal && { signal }),
    });
  const leaving = new AbortController();
  const left = post(leaving.signal);
  left.catch(() => undefined);
  const begun = async () => (await (await ask('/v1/conversations')).json()).data.length;
  await expect.poll(begun).toBe(1);
  leaving.abort();
  await expect(left).rejects.toThrow();
  await inFlightDone();

  const next = await post();
  expect(next.headers.get('idempotency-replayed')).toBeNull();
  expect(next.status).toBe(200);
  expect((await next.json()).answer).toContain('sixteen weeks');
});
