import { expect, it } from 'vitest';
import { SimulatedClock, setClock } from '@/lib/clock';
import { limiterContract } from './limiter-contract.test-suite';
import { limiterModel } from './limiter-model.test-suite';
import { subject } from './limiter-subject.test-suite';
import { MemoryLimiter } from './memory-limiter';

limiterContract(() => new MemoryLimiter());
limiterModel(() => new MemoryLimiter(), 500);

it('holds nothing of subjects that have been idle for a minute', async () => {
  const time = new SimulatedClock(1_700_000_000_000);
  const undo = setClock(time);
  const limiter = new MemoryLimiter();
  for (let n = 0; n < 100; n++) {
    const decision = limiter.decide([subject(`idle-${n}`, { inFlight: 1 })], 1);
    if (decision.admitted) limiter.release(decision.ticket);
  }
  expect(limiter.size).toBe(100);
  time.advanceTo(time.now() + 62_000);
  for (let n = 0; n < 120; n++) limiter.decide([subject('busy', {})], 1);
  expect(limiter.size).toBe(1);
  time.advanceTo(time.now() + 62_000);
  for (let n = 0; n < 120; n++)
    limiter.release({ subjects: [subject('busy', {})], bucket: 0, tokens: [1] });
  limiter.forgetIdle();
  expect(limiter.size).toBe(0);
  undo();
});
