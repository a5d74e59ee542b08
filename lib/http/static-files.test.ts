import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStaticFiles } from './static-files';

let folder: string;
let server: Server;
const SCRIPT = 'export const words = "a script";';

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tenantry-static-'));
  await mkdir(path.join(folder, 'static', 'chunks'), { recursive: true });
  await writeFile(path.join(folder, 'static/chunks/a.js'), SCRIPT);
  await writeFile(path.join(folder, 'static/chunks/a.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(path.join(folder, 'static/chunks/plain.js'), SCRIPT);
  await writeFile(path.join(folder, 'secret.br'), brotliCompressSync('secret'));
  const answers = await openStaticFiles(folder);
  server = createServer((request, response) => {
    if (!answers(request, response)) response.writeHead(404).end('left to Next');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

function ask(address: string, init: RequestInit = {}): Promise<Response> {
  const { port } = server.address() as AddressInfo;
  const headers = { 'accept-encoding': 'gzip, br', ...init.headers };
  return fetch(`http://127.0.0.1:${port}${address}`, { ...init, headers });
}

it('answers with what the build compressed, to be kept for ever', async () => {
  const response = await ask('/_next/static/chunks/a.js?dpl=1');
  expect(await response.text()).toBe(SCRIPT);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'application/javascript; charset=UTF-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
  });
  const head = await ask('/_next/static/chunks/a.js', { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

it.each([
  ['a file without a compressed form', '/_next/static/chunks/plain.js', {}],
  ['what lies outside of it', '/_next/static/../secret', {}],
  ['its own compressed file by name', '/_next/static/chunks/a.js.br', {}],
  ['a change', '/_next/static/chunks/a.js', { method: 'POST' }],
  ['a part', '/_next/static/chunks/a.js', { headers: { range: 'bytes=0-1' } }],
  ['who takes none', '/_next/static/chunks/a.js', { headers: { 'accept-encoding': 'gzip' } }],
  ['who refuses it', '/_next/static/chunks/a.js', { headers: { 'accept-encoding': 'br;q=0' } }],
])('leaves to Next: %s', async (_, address, init) => {
  expect(await (await ask(address, init)).text()).toBe('left to Next');
});

it('does without any, as in development', async () => {
  const answers = await openStaticFiles(path.join(folder, 'absent'));
  expect(
    answers({ method: 'GET', url: '/_next/static/a.js', headers: {} } as never, {} as never),
  ).toBe(false);
});
