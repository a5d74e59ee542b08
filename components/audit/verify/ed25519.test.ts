import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { isSignedBy, isSignedByHand } from './ed25519';

const bytes = (given: Uint8Array) => Uint8Array.from(given);
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

function signed(text: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  const message = bytes(Buffer.from(text));
  const key = bytes(Buffer.from(x ?? '', 'base64url'));
  return { key, message, signature: bytes(sign(null, message, privateKey)) };
}

it('takes what the key signed, and nothing that differs by a bit, with and without the browser’s own', async () => {
  for (const text of ['', 'a', 'x'.repeat(1_000), 'tenantry-audit/1\n2\n']) {
    const { key, message, signature } = signed(text);
    for (const check of [isSignedBy, isSignedByHand]) {
      expect(await check(key, message, signature)).toBe(true);
      expect(await check(key, bytes(Buffer.from(`${text}.`)), signature)).toBe(false);
      for (const place of [0, 31, 32, 63]) {
        const changed = bytes(signature);
        changed[place] = (changed[place] ?? 0) ^ 1;
        expect(await check(key, message, changed)).toBe(false);
      }
      expect(await check(signed('').key, message, signature)).toBe(false);
    }
  }
});

it('refuses a second form of a signature and of a point', async () => {
  const { key, message, signature } = signed('malleable');
  const scalar = signature.slice(32).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const other = bytes(signature);
  for (let n = 0; n < 32; n += 1)
    other[32 + n] = Number(((scalar + ORDER) >> BigInt(8 * n)) & 255n);
  expect(await isSignedByHand(key, message, other)).toBe(false);
  const beyond = new Uint8Array(32).fill(255);
  expect(await isSignedByHand(beyond, message, signature)).toBe(false);
});

/** RFC 8032, 7.1, test 2. */
it('agrees with the standard', async () => {
  const hex = (text: string) => bytes(Buffer.from(text, 'hex'));
  const key = hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
  const signature = hex(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  );
  expect(await isSignedByHand(key, hex('72'), signature)).toBe(true);
  expect(await isSignedByHand(key, hex('73'), signature)).toBe(false);
});
