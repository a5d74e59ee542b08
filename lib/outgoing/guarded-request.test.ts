import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { listening } from '@/e2e/support/listening';
import { type GuardedRequest, guardedRequest } from './guarded-request';

const request = (url: string, parts: Partial<GuardedRequest> = {}) =>
  guardedRequest({
    url: new URL(url),
    method: 'GET',
    headers: {},
    mayBePrivate: false,
    timeoutMs: 2_000,
    mostBytes: 1_000,
    ...parts,
  });

it.each([
  '127.0.0.1',
  '2130706433',
  '0177.0.0.1',
  '0x7f.1',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '169.254.169.254',
  '[fd00:ec2::254]',
  '10.0.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '0.0.0.0',
  'localhost',
])('leads to no inner address: %s', async (host) => {
  let heard = 0;
  const port = await listening(() => {
    heard += 1;
    return { status: 200 };
  });
  await expect(request(`http://${host}:${port}/`)).rejects.toMatchObject({
    name: 'PrivateAddress',
  });
  expect(heard).toBe(0);
});

it('follows no redirect, and reads no more than it was told to', async () => {
  let heard = 0;
  const port = await listening(() => {
    heard += 1;
    return { status: 302, headers: { location: '/elsewhere' }, body: 'x'.repeat(100_000) };
  });
  const answer = await request(`http://127.0.0.1:${port}/`, { mayBePrivate: true });
  expect([answer.status, answer.body.length, answer.cut, heard]).toEqual([302, 1_000, true, 1]);
});

it('ends when the other side says nothing', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  await expect(
    request(`http://127.0.0.1:${port}/`, { mayBePrivate: true, timeoutMs: 100 }),
  ).rejects.toMatchObject({ name: 'TimeoutError' });
  silent.close();
});
