import { expect, it } from 'vitest';
import { isId, newId, newSecret } from './ids';

it('gives no id and no secret twice, however they share a page of randomness', () => {
  const ids = Array.from({ length: 5_000 }, newId);
  const secrets = Array.from({ length: 5_000 }, newSecret);
  expect(ids.every(isId)).toBe(true);
  expect(secrets.every((secret) => /^[\w-]{43}$/.test(secret))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(secrets).size).toBe(secrets.length);
});
