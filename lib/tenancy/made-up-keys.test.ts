import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgeKey } from '@/e2e/support/key-text';
import * as credentials from '@/lib/db/credentials';
import { publicKeyId } from './key-credential';
import { verifyApiKey } from './verify-key';

let asked = 0;
let atOnce = 0;
let most = 0;
beforeEach(() => {
  most = 0;
  vi.spyOn(credentials, 'mintKey').mockImplementation(async () => {
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setTimeout(resolve, 5));
    atOnce--;
    return undefined;
  });
});
afterEach(() => vi.restoreAllMocks());

/** Each another one, with a checksum that fits. */
function madeUp(): string {
  const id = `00000000-0000-4000-8000-${String(asked++).padStart(12, '0')}`;
  return forgeKey('ten', 'free', publicKeyId(id), 'z'.repeat(43));
}

const send = (count: number, address: string) =>
  Promise.all(
    Array.from({ length: count }, () =>
      verifyApiKey(madeUp(), { address }).catch((error) => error.code),
    ),
  );

it('keys that are made up take few connections, and those from where they come fewer', async () => {
  const [flood, other] = ['203.0.113.7', '203.0.113.8'];
  expect(new Set(await send(30, flood))).toEqual(new Set(['unauthenticated']));
  expect(most).toBe(3);
  most = 0;
  const codes = await send(60, flood);
  expect(most).toBe(1);
  expect(codes.filter((code) => code === 'store_unavailable')).toHaveLength(39);
  // One that is doubted and three of elsewhere.
  most = 0;
  const [, elsewhere] = await Promise.all([send(10, flood), send(10, other)]);
  expect(new Set(elsewhere)).toEqual(new Set(['unauthenticated']));
  expect(most).toBe(4);
});
