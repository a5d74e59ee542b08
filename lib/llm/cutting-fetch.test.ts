import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { cuttingFetch } from './cutting-fetch';

const answers: ServerResponse[] = [];
const server = createServer((_, response) => {
  answers.push(response);
  response.write('so far');
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => vi.unstubAllGlobals());
afterAll(() => server.close());

async function begun(signal: AbortSignal) {
  const { port } = server.address() as AddressInfo;
  const response = await cuttingFetch(`http://127.0.0.1:${port}/`, { signal });
  const reader = response.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('so far');
  return { response, reader, answer: answers.at(-1) };
}

it('ends the body and the connection also when fetch hears of no abort', async () => {
  const original = fetch;
  vi.stubGlobal('fetch', (input: string, init: RequestInit) =>
    original(input, { ...init, signal: null }),
  );
  const stop = new AbortController();
  const { reader, answer } = await begun(stop.signal);
  const closed = once(answer as ServerResponse, 'close');
  const next = reader?.read();
  stop.abort(new Error('stopped'));
  await expect(next).rejects.toThrow('stopped');
  await closed;
});

it('passes on a body that comes to its end, with status and headers', async () => {
  const { response, reader, answer } = await begun(new AbortController().signal);
  expect(response.status).toBe(200);
  expect(response.headers.get('date')).toBeTruthy();
  answer?.end(' and the rest');
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(' and the rest');
  expect((await reader?.read())?.done).toBe(true);
});

it('ends the connection when the reader leaves', async () => {
  const { reader, answer } = await begun(new AbortController().signal);
  const closed = once(answer as ServerResponse, 'close');
  await reader?.cancel();
  await closed;
});
