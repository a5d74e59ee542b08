import { createHmac, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { KeyedHash } from './keyed-hash';

it('is HMAC-SHA256 as RFC 4231 has it', () => {
  const ofJefe = new KeyedHash(Buffer.from('Jefe')).digest('what do ya want for nothing?', 'hex');
  expect(ofJefe).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  const long = new KeyedHash(Buffer.alloc(131, 0xaa));
  expect(long.digest('Test Using Larger Than Block-Size Key - Hash Key First', 'hex')).toBe(
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  );
});

it('is Node’s for keys and texts of any length, one after the other', () => {
  for (const keyBytes of [0, 1, 32, 63, 64, 65, 200]) {
    const key = randomBytes(keyBytes);
    const keyed = new KeyedHash(key);
    for (const length of [5_000, 0, 1, 55, 341, 342, 1_024, 3, 80])
      for (const text of ['a'.repeat(length), 'ü€😀'.repeat(length)])
        for (const encoding of ['hex', 'base64'] as const) {
          const expected = createHmac('sha256', key).update(text).digest(encoding);
          expect(keyed.digest(text, encoding)).toBe(expected);
        }
  }
});
