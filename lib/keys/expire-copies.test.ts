import fs from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ownDataDirectory } from '@/e2e/support/own-data-directory';
import { SimulatedClock, setClock } from '@/lib/clock';
import { dataPath } from '@/lib/env';
import { knownKeyCopies } from './copy-register';
import { startExpiringCopies } from './expire-copies';
import { copyKeys } from './key-copies';

const LOOK_MS = 60_000;
const undo: (() => void)[] = [];
beforeEach(() => {
  undo.push(ownDataDirectory());
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
  for (const each of undo.splice(0).reverse()) each();
});

it('removes a copy whose days end while the product serves', async () => {
  const { directory, expiresAt } = copyKeys(dataPath('copy'));
  const loop = startExpiringCopies();
  const end = Date.parse(expiresAt);
  undo.push(setClock(new SimulatedClock(end - 1)));
  vi.advanceTimersByTime(LOOK_MS);
  expect(fs.existsSync(directory)).toBe(true);
  undo.push(setClock(new SimulatedClock(end)));
  vi.advanceTimersByTime(LOOK_MS);
  expect(fs.existsSync(directory)).toBe(false);
  expect(knownKeyCopies()).toEqual([]);
  await loop.stop();
  expect(vi.getTimerCount()).toBe(0);
});
