import { afterEach, expect, it, vi } from 'vitest';
import { fetchBytes } from './load-pdf';

afterEach(() => {
  vi.unstubAllGlobals();
});

const read = (response: Response | Error) => {
  vi.stubGlobal('fetch', async () => {
    if (response instanceof Error) throw response;
    return response;
  });
  return fetchBytes('/file', new AbortController().signal, () => undefined);
};

it('keeps why the server refused a file', async () => {
  const body = { code: 'rate_limited', message: 'As much data as it may be.', requestId: 'r' };
  await expect(read(Response.json(body, { status: 429 }))).rejects.toMatchObject({
    problem: 'unavailable',
    refusal: body,
  });
});

it('has no reason of a proxy, or of a server that is away', async () => {
  const unknown = { problem: 'unavailable', refusal: undefined };
  const proxy = new Response('<html>', { status: 502 });
  await expect(read(proxy)).rejects.toMatchObject(unknown);
  await expect(read(new TypeError('Failed to fetch'))).rejects.toMatchObject(unknown);
});

it('reads a file whole', async () => {
  expect(await read(new Response('%PDF'))).toEqual(new TextEncoder().encode('%PDF'));
});
