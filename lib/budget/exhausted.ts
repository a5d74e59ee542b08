import { now } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import { formatUsd } from '@/lib/money';
import { type BudgetScope, resetsAt } from './scopes';

/** A counter as stored; `used + held` never passes the limit. */
export interface CounterRow {
  scope: string;
  period: 'day' | 'month';
  period_start: string;
  used_tokens: bigint;
  held_tokens: bigint;
  used_nano: bigint;
  held_nano: bigint;
}

/** The refusal that names the first budget in which `tokens` and `price` do not fit; undefined when all fit. */
export function refusal(
  scopes: BudgetScope[],
  counters: CounterRow[],
  tokens: bigint,
  price: bigint,
): AppError | undefined {
  for (const scope of scopes) {
    const row = counters.find(
      (c) => c.period === scope.period && c.period_start === scope.periodStart,
    );
    const taken = row ? row.used_tokens + row.held_tokens : 0n;
    const spent = row ? row.used_nano + row.held_nano : 0n;
    if (taken + tokens > scope.tokenLimit) return exhausted(scope, 'tokens', taken);
    if (spent + price > scope.priceLimit) return exhausted(scope, 'price', spent);
  }
  return undefined;
}

function exhausted(scope: BudgetScope, unit: 'tokens' | 'price', taken: bigint): AppError {
  const reset = resetsAt(scope);
  const limit = unit === 'tokens' ? scope.tokenLimit : scope.priceLimit;
  const show = (n: bigint) =>
    unit === 'tokens' ? `${n.toLocaleString('en')} tokens` : formatUsd(n);
  const when = `${reset.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return new AppError(
    'budget_exhausted',
    `Your workspace's budget for this ${scope.period} (${show(limit)}) cannot take this question: ${show(taken)} are used or reserved. It starts anew on ${when}.`,
    {
      retryAfter: Math.max(1, Math.ceil((reset.getTime() - now().getTime()) / 1000)),
      limit: {
        name: unit === 'tokens' ? `tokens_per_${scope.period}` : `price_per_${scope.period}`,
        scope: 'tenant',
        limit: Number(limit),
        used: Number(taken),
        resetsAt: reset.toISOString(),
        remedy:
          'Wait for the reset, ask a shorter question, or ask your administrator for a higher budget.',
      },
    },
  );
}
