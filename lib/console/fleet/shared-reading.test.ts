import { expect, it, vi } from 'vitest';
import { newId } from '@/lib/ids';
import { forgetTenant } from '@/lib/tenant-caches';
import { sharedReading } from './shared-reading';

it('is one for everybody who asks at once and soon after, and new once it is forgotten', async () => {
  const name = newId();
  const read = vi.fn(async () => newId());
  const all = await Promise.all(Array.from({ length: 50 }, () => sharedReading(name, read)));
  expect(read).toHaveBeenCalledTimes(1);
  expect(new Set(all.map(({ value }) => value)).size).toBe(1);
  await sharedReading(name, read);
  expect(read).toHaveBeenCalledTimes(1);
  forgetTenant(newId());
  await sharedReading(name, read);
  expect(read).toHaveBeenCalledTimes(2);
});

it('keeps no failure', async () => {
  const name = newId();
  const read = vi.fn(async () => {
    if (read.mock.calls.length === 1) throw new Error('away');
    return 1;
  });
  await expect(sharedReading(name, read)).rejects.toThrow('away');
  expect((await sharedReading(name, read)).value).toBe(1);
});
