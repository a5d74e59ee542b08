import { BudgetOutcomeUnknown, runBudgetBatch } from '@/lib/db/budget-batch';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import type { SettleStep, Step, StepOutcome } from './steps';
import { readOutcomes, writeBatch } from './write-batch';

/** Steps in one transaction: more make it longer than they make it cheaper. */
const MOST = 128;
/**
 * Batches on their way at once. What one takes is mostly the same for a step as for twenty, so that steps gather behind
 * the one that is on its way; another begins beside it when it could take no more, or when that one is held up.
 */
const LANES = 2;
const LONG_MS = 50;
const PAUSE_MS = 50;
/** Serialization failure and deadlock: nothing happened, and again it will go well. */
const TRY_AGAIN = new Set(['40001', '40P01']);

/** However busy PostgreSQL is, nobody waits longer who would not wait so long for one that is away. */
const MOST_MS = 5_000;

/** Why a step was given up that PostgreSQL never saw, and never will. */
const NEVER_SENT = 'it was never sent';

interface Waiting {
  step: Step;
  /** Of `performance.now()`. */
  asked: number;
  /** So long PostgreSQL may say nothing. */
  patienceMs: number;
  sent: number;
  /** It was told what became of it, or that nobody knows. */
  over: boolean;
  resolve(outcome: StepOutcome): void;
  reject(error: unknown): void;
}

const state = processState('budget.batches', () => ({
  waiting: [] as Waiting[],
  running: 0,
  /** When the newest batch began, of `performance.now()`. */
  begun: 0,
  woken: false,
  late: undefined as NodeJS.Timeout | undefined,
  /** When PostgreSQL last answered, of `performance.now()`. */
  heard: Number.NEGATIVE_INFINITY,
}));

/**
 * Group commit: steps of concurrent requests go to PostgreSQL in one transaction. The first goes at once,
 * the next together when that is through. A batch that PostgreSQL refuses is tried step by step, so that one
 * bad step spoils no other. While it is not known what became of a batch it is sent again: ids make that
 * safe. When PostgreSQL said nothing to anybody here for `patienceMs` the step rejects with `store_unavailable`, and
 * what became of it is still open; one that is busy, and answers others, is waited for somewhat longer.
 */
export function runStep(step: Step, patienceMs: number): Promise<StepOutcome> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout;
    const settle = <T>(then: (value: T) => void) => {
      return (value: T) => {
        clearTimeout(timer);
        waiting.over = true;
        then(value);
      };
    };
    const waiting: Waiting = {
      step,
      asked: performance.now(),
      patienceMs,
      sent: 0,
      over: false,
      resolve: settle(resolve),
      reject: settle(reject),
    };
    const look = () => {
      const left = patienceOf(waiting) - performance.now();
      if (left > 0) timer = setTimeout(() => lastLook(look), left);
      // Nobody waits for a hold any more; what a call produced is booked all the same.
      else if (waiting.sent === 0 && (step.kind === 'reserve' || step.kind === 'renew'))
        waiting.reject(away(NEVER_SENT));
      else reject(away('no answer in time'));
    };
    look();
    state.waiting.push(waiting);
    wake();
  });
}

/** Until when the step is waited for. */
function patienceOf({ asked, patienceMs }: Waiting): number {
  const silent = Math.max(asked, state.heard) + patienceMs;
  return Math.min(silent, asked + Math.max(patienceMs, MOST_MS));
}

/** A process that was busy finds its timers due before it reads what came meanwhile: that is read first. */
function lastLook(then: () => void): void {
  setImmediate(then);
}

/** In the next turn of the event loop, so that what asks in this one shares a batch. */
function wake(): void {
  if (state.woken) return;
  state.woken = true;
  setImmediate(() => {
    state.woken = false;
    while (state.waiting.length > 0 && mayBegin()) {
      // What was lost on its way goes again in smaller batches, which are sooner through.
      const most = Math.max(1, MOST >> (state.waiting[0]?.sent ?? 0));
      const batch = state.waiting.splice(0, most).filter(({ over }) => !over);
      if (batch.length === 0) continue;
      state.running += 1;
      state.begun = performance.now();
      runBatch(batch).finally(() => {
        state.running -= 1;
        wake();
      });
    }
  });
}

function mayBegin(): boolean {
  if (state.running === 0) return true;
  if (state.running === LANES) return false;
  const left = state.begun + LONG_MS - performance.now();
  if (left <= 0 || state.waiting.length >= MOST) return true;
  state.late ??= setTimeout(() => {
    state.late = undefined;
    wake();
  }, left);
  return false;
}

async function runBatch(batch: Waiting[]): Promise<void> {
  for (const each of batch) each.sent += 1;
  try {
    const rows = await runBudgetBatch(writeBatch(batch.map(({ step }) => step)));
    state.heard = performance.now();
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
    if (batch.length > 1) for (const each of batch) await runBatch([each]);
    else if (first && 'record' in first.step && first.step.record)
      await runUnrecorded(first, error);
    else first?.reject(error);
  }
}

/** The money is booked, whatever is wrong with what was to be kept beside it. */
function runUnrecorded(waiting: Waiting, err: unknown): Promise<void> {
  const { tenantId: tenant, id: reservation } = waiting.step as SettleStep;
  log.error({ err, tenant, reservation }, 'a call was not recorded');
  waiting.step = { ...(waiting.step as SettleStep), record: undefined };
  return runBatch([waiting]);
}

/** Whoever has no patience left hears so; the others are asked for again, by their ids. */
function askAgain(batch: Waiting[], cause: unknown): void {
  const at = performance.now();
  const patient = batch.filter((each) => !each.over && patienceOf(each) > at + PAUSE_MS);
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

/** Whether nothing can have come of a step that was given up with this error. */
export function wasNeverSent(error: unknown): boolean {
  return error instanceof AppError && error.cause === NEVER_SENT;
}

function isPassing(error: unknown): boolean {
  return error instanceof Error && TRY_AGAIN.has(String((error as { code?: unknown }).code));
}
