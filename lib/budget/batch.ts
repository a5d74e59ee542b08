import { BudgetOutcomeUnknown, runBudgetBatch } from '@/lib/db/budget-batch';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import { tellSoftLimits } from './soft-limits';
import type { Step, StepOutcome } from './steps';
import { readOutcomes, writeBatch } from './write-batch';

/** Steps in one transaction: more make it longer than they make it cheaper. */
const MOST = 128;
/** Batches on their way at once: one is written while PostgreSQL works on the other. */
const LANES = 2;
const PAUSE_MS = 50;
/** Serialization failure and deadlock: nothing happened, and again it will go well. */
const TRY_AGAIN = new Set(['40001', '40P01']);

interface Waiting {
  step: Step;
  /** Of `performance.now()`; PostgreSQL may stay away until then. */
  patience: number;
  sent: number;
  resolve(outcome: StepOutcome): void;
  reject(error: unknown): void;
}

const state = processState('budget.batches', () => ({
  waiting: [] as Waiting[],
  running: 0,
  woken: false,
}));

/**
 * Group commit: steps of concurrent requests go to PostgreSQL in one transaction. The first goes at once,
 * the next together when a lane is free. A batch that PostgreSQL refuses is tried step by step, so that one
 * bad step spoils no other. While it is not known what became of a batch it is sent again: ids make that
 * safe. After `patienceMs` the step rejects with `store_unavailable`, and what became of it is still open.
 */
export function runStep(step: Step, patienceMs: number): Promise<StepOutcome> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(away('no answer in time')), patienceMs);
    const patience = performance.now() + patienceMs;
    const settle = <T>(then: (value: T) => void) => {
      return (value: T) => {
        clearTimeout(timer);
        then(value);
      };
    };
    state.waiting.push({
      step,
      patience,
      sent: 0,
      resolve: settle(resolve),
      reject: settle(reject),
    });
    wake();
  });
}

/** In the next turn of the event loop, so that what asks in this one shares a batch. */
function wake(): void {
  if (state.woken) return;
  state.woken = true;
  setImmediate(() => {
    state.woken = false;
    while (state.waiting.length > 0 && state.running < LANES) {
      const at = performance.now();
      const batch = state.waiting.splice(0, MOST).filter(({ patience }) => patience > at);
      if (batch.length === 0) continue;
      state.running += 1;
      runBatch(batch).finally(() => {
        state.running -= 1;
        wake();
      });
    }
  });
}

async function runBatch(batch: Waiting[]): Promise<void> {
  for (const each of batch) each.sent += 1;
  try {
    const rows = await runBudgetBatch(writeBatch(batch.map(({ step }) => step)));
    tellSoftLimits(rows);
    const outcomes = readOutcomes(rows);
    batch.forEach((each, place) => {
      const outcome = outcomes.get(place);
      if (outcome?.kind === 'replayed') each.resolve({ ...outcome, resent: each.sent > 1 });
      else if (outcome) each.resolve(outcome);
      else each.reject(new Error('A step of a budget batch has no outcome.'));
    });
  } catch (error) {
    if (error instanceof BudgetOutcomeUnknown || isPassing(error)) return askAgain(batch, error);
    const [first] = batch;
    if (batch.length === 1) return first?.reject(error);
    for (const each of batch) await runBatch([each]);
  }
}

/** Whoever has no patience left hears so; the others are asked for again, by their ids. */
function askAgain(batch: Waiting[], cause: unknown): void {
  const at = performance.now();
  const patient = batch.filter(({ patience }) => patience > at + PAUSE_MS);
  for (const each of batch) {
    if (!patient.includes(each)) each.reject(away(cause));
  }
  if (patient.length === 0) return;
  log.warn({ err: String(cause), steps: patient.length }, 'a budget batch is sent again');
  setTimeout(() => {
    state.waiting.unshift(...patient);
    wake();
  }, PAUSE_MS);
}

function away(cause: unknown): AppError {
  return new AppError(
    'store_unavailable',
    'Budgets cannot be checked right now. Try again in a moment.',
    {
      retryAfter: 2,
      cause,
    },
  );
}

function isPassing(error: unknown): boolean {
  return error instanceof Error && TRY_AGAIN.has(String((error as { code?: unknown }).code));
}
