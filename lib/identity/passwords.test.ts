import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './passwords';

it('keeps argon2id with the recommended cost and a salt of its own', async () => {
  const [first, second] = await Promise.all([
    hashPassword('same words'),
    hashPassword('same words'),
  ]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(first).not.toBe(second);
});

it('opens with the password alone', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(await verifyPassword('correct horse battery', hash)).toBe(true);
  expect(await verifyPassword('correct horse battery ', hash)).toBe(false);
});

it('does the same work for nobody and says no', async () => {
  const hash = await hashPassword('something long');
  const time = async (given: string | undefined) => {
    const from = performance.now();
    for (let i = 0; i < 5; i++) expect(await verifyPassword('wrong', given)).toBe(false);
    return performance.now() - from;
  };
  await time(hash);
  const [someone, nobody] = [await time(hash), await time(undefined)];
  expect(nobody).toBeGreaterThan(someone / 3);
  expect(nobody).toBeLessThan(someone * 3);
});

it('does not accept the stand-in hash, whatever opens it', async () => {
  expect(await verifyPassword('xxxxxxxxxxxxxxxxxxxx', null)).toBe(false);
});

it('leaves the event loop free', async () => {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await Promise.all(Array.from({ length: 12 }, (_, i) => hashPassword(`password ${i}`)));
  delay.disable();
  expect(delay.percentile(50) / 1e6).toBeLessThan(25);
});
