import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { newId } from '@/lib/ids';
import { bulkheadStates } from '@/lib/traffic/bulkhead';
import type { ModelAccount } from './account';
import { countPassed } from './passing/count-passed';
import { upstreamOf } from './upstream/upstream';

const MODEL = 'claude-haiku-5-5';
const open: ServerResponse[] = [];
const server = createServer((request, response) => {
  request.resume();
  open.push(response);
});
let account: ModelAccount & { tenantId: string };

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
beforeEach(() => {
  const { port } = server.address() as AddressInfo;
  account = { tenantId: newId(), baseURL: `http://127.0.0.1:${port}`, apiKey: newId() };
  open.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const count = () =>
  countPassed(account, { tenantId: account.tenantId, model: MODEL }, Buffer.from('{}'), {});

it('has a pool of its own for each account', async () => {
  const all = Array.from({ length: 20 }, count);
  await expect.poll(() => open.length).toBe(16);
  const pool = bulkheadStates().find(({ name }) => name.endsWith(account.tenantId));
  expect(pool).toMatchObject({ busy: 16, waiting: 4 });
  for (const response of open.splice(0)) response.end('{"input_tokens": 7}');
  await expect.poll(() => open.length).toBe(4);
  for (const response of open) response.end('{"input_tokens": 7}');
  expect(await Promise.all(all)).toEqual(Array(20).fill(7));
});

it('asks nothing while the model’s breaker is open', async () => {
  const upstream = upstreamOf(account, MODEL);
  for (let n = 0; n < 5; n += 1)
    upstream.enter({ tenantId: account.tenantId, streamed: true }).ended('upstream_failed');
  await expect(count()).rejects.toMatchObject({ code: 'model_unavailable', retryAfter: 10 });
  expect(open).toEqual([]);
});
