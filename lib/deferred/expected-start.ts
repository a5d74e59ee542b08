import { type BudgetPeriod, periodAt } from '@/lib/budget/periods';

/** What a question waits for; amounts in the unit of its budget. */
export interface ExpectedWait {
  period: BudgetPeriod;
  limit: bigint;
  /** Settled when it was last tried; what running calls hold comes back in part, and nobody knows how much. */
  used: bigint;
  /** What has to be free for it to begin. */
  need: bigint;
  /** What one like it takes in the mean. */
  expected: bigint;
  /** When the budget starts anew. */
  resetsAt: Date;
  /** How many of the workspace stand before it. */
  ahead: number;
}

/** What one answer takes in the mean, as long as nothing else is known: a workspace's questions go one after the other. */
const ANSWER_MS = 10_000;

/**
 * When a question will probably begin: at once where what is settled leaves room for it behind those before it, else in the
 * first period in which it and they have room one after the other. Never before `at`. Others spend of the same budget,
 * so it is no promise; a question that an empty budget has no room for is tried when it starts anew.
 */
export function expectedStart(wait: ExpectedWait, zone: string, at: Date): Date {
  const { period, ahead } = wait;
  const anew = wait.resetsAt <= at;
  const now = startsIn(wait, anew ? 0n : wait.used);
  if (ahead < now) return after(at, ahead + 1);
  const each = startsIn(wait, 0n);
  const next = anew ? periodAt(period, zone, at).end : wait.resetsAt;
  if (each === 0) return next;
  let start = next;
  for (let left = Math.floor((ahead - now) / each); left > 0; left -= 1)
    start = periodAt(period, zone, start).end;
  return after(start, (ahead - now) % each);
}

/** How many like it can begin one after the other in a period of which so much is used. */
function startsIn({ limit, need, expected }: ExpectedWait, used: bigint): number {
  const spare = limit - used - need;
  if (spare < 0n) return 0;
  const more = expected > 0n ? spare / expected : BigInt(Number.MAX_SAFE_INTEGER) - 1n;
  return Number(more) + 1;
}

function after(start: Date, answers: number): Date {
  return new Date(start.getTime() + answers * ANSWER_MS);
}
