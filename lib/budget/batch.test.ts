import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BudgetBatch, BudgetStepRow } from '@/lib/db/budget-batch';
import type { MessageRecord } from '@/lib/db/message-records';
import { newId } from '@/lib/ids';
import { runStep, wasNeverSent } from './batch';

interface Sent {
  steps: number;
  answer(): void;
}

const sent: Sent[] = [];

vi.mock('@/lib/db/budget-batch', () => ({
  BudgetOutcomeUnknown: class extends Error {},
  runBudgetBatch: ({ ends, records }: BudgetBatch) =>
    new Promise<BudgetStepRow[]>((resolve, reject) => {
      if (records.length > 0) return reject(new Error('no such record'));
      const rows = ends.map((_, place) => ({
        step: 'end' as const,
        place,
        outcome: 'renewed',
        detail: null,
      }));
      sent.push({ steps: ends.length, answer: () => resolve(rows) });
    }),
}));

beforeEach(() => {
  sent.length = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** One step after the other, each in a turn of the event loop of its own. */
async function ask(steps: number): Promise<Promise<unknown>[]> {
  const asked: Promise<unknown>[] = [];
  for (let n = 0; n < steps; n++) {
    const step = { kind: 'renew', tenantId: newId(), id: newId(), proof: { secret: 's' } } as const;
    asked.push(runStep(step, 60_000));
    await vi.advanceTimersByTimeAsync(0);
  }
  return asked;
}

const sizes = () => sent.map(({ steps }) => steps);

async function answerAll(asked: Promise<unknown>[]): Promise<void> {
  const all = Promise.all(asked);
  for (let next = 0; next < sent.length; next++) {
    sent[next]?.answer();
    await vi.advanceTimersByTimeAsync(1);
  }
  await all;
  await vi.runAllTimersAsync();
}

it('sends the first step at once, and together what comes while it is on its way', async () => {
  const asked = await ask(5);
  expect(sizes()).toEqual([1]);
  await answerAll(asked);
  expect(sizes()).toEqual([1, 4]);
});

it('waits behind no batch that is held up', async () => {
  const asked = await ask(4);
  await vi.advanceTimersByTimeAsync(60);
  expect(sizes()).toEqual([1, 3]);
  const later = await ask(2);
  await vi.advanceTimersByTimeAsync(60);
  expect(sizes()).toEqual([1, 3]);
  await answerAll([...asked, ...later]);
  expect(sizes()).toEqual([1, 3, 2]);
});

it('begins a second batch when the next is full', async () => {
  const asked = await ask(1 + 128 + 5);
  expect(sizes()).toEqual([1, 128]);
  await answerAll(asked);
  expect(sizes()).toEqual([1, 128, 5]);
});

it('knows which of the steps that it gave up PostgreSQL never saw', async () => {
  const asked: Promise<unknown>[] = [];
  // Both lanes are held up, and the last step is behind them.
  for (let n = 0; n < 3; n++) {
    const step = { kind: 'renew', tenantId: newId(), id: newId(), proof: { secret: 's' } } as const;
    asked.push(runStep(step, 900).catch((error) => error));
    await vi.advanceTimersByTimeAsync(60);
  }
  expect(sizes()).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await Promise.all(asked)).map(wasNeverSent)).toEqual([false, false, true]);
  for (const each of sent) each.answer();
  await vi.runAllTimersAsync();
  expect(sizes()).toEqual([1, 1]);
});

it('settles without its record what would be refused with it', async () => {
  const step = { kind: 'settle', tenantId: newId(), id: newId(), proof: { secret: 's' } } as const;
  const record = {} as MessageRecord;
  const ending = { outcome: 'failed', estimated: false, at: new Date(0), record } as const;
  const done = runStep({ ...step, ...ending }, 60_000);
  await vi.advanceTimersByTimeAsync(0);
  expect(sizes()).toEqual([1]);
  await answerAll([done]);
  await expect(done).resolves.toMatchObject({ kind: 'renewed' });
});
