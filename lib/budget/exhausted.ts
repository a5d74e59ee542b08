import { Temporal } from 'temporal-polyfill';
import { now } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import { localNumber } from '@/lib/localized';
import { formatUsd } from '@/lib/money';
import type { BindingLimit, RefusingLimit } from './decide';

const WHOSE: Record<BindingLimit['scope'], string> = {
  tenant: 'Your workspace’s budget',
  user: 'Your own budget',
  key: 'This API key’s budget',
  model: 'Your workspace’s budget for this model',
  feature: 'Your workspace’s budget for this feature',
};

/**
 * The refusal for whoever asked: which budget, what is taken of it, what the question needs, when it starts anew,
 * what can be done. `rate_limited` for what a minute may take, `budget_exhausted` for days, months, money and what
 * not even an empty budget has room for. Times are the tenant's, whose days and months they are. Amounts of money are nano-dollars as decimal strings.
 */
export function exhausted(
  binding: BindingLimit & Partial<Pick<RefusingLimit, 'need' | 'tooSmall'>>,
  timeZone: string,
): AppError {
  const { scope, scopeId, period, unit, soft, used, held, limit, resetsAt } = binding;
  const { need, tooSmall = false } = binding;
  const money = unit === 'price';
  const show = (n: bigint) => (money ? formatUsd(n) : `${localNumber(n)} tokens`);
  const write = (n: bigint) => (money ? n.toString() : Number(n));
  const rate = period === 'minute';
  const local = Temporal.Instant.fromEpochMilliseconds(resetsAt.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime();
  const when = `${local.toString({ smallestUnit: 'minute' }).replace('T', ' ')} ${timeZone}`;
  const whose = `${WHOSE[scope]} for this ${period} (${show(limit)}${soft ? ', its soft limit, whose grace is over' : ''})`;
  const needs = need === undefined ? '' : `, which needs ${show(need)}`;
  return new AppError(
    rate && !tooSmall ? 'rate_limited' : 'budget_exhausted',
    tooSmall
      ? `${whose} is too small for this question${needs} at least.`
      : `${whose} cannot take this question${needs}: ${show(used)} are used and ${show(held)} reserved. It starts anew on ${when}.`,
    {
      ...(!tooSmall && {
        retryAfter: Math.max(1, Math.ceil((resetsAt.getTime() - now().getTime()) / 1000)),
      }),
      limit: {
        name: `${money ? 'price' : 'tokens'}_per_${period}`,
        scope,
        scopeId,
        period,
        unit: money ? 'nano_usd' : 'tokens',
        soft,
        limit: write(limit),
        used: write(used),
        reserved: write(held),
        ...(need !== undefined && { needed: write(need) }),
        ...(!tooSmall && { resetsAt: resetsAt.toISOString(), timeZone }),
        remedy: remedyOf(rate, tooSmall),
      },
    },
  );
}

function remedyOf(rate: boolean, tooSmall: boolean): string {
  if (tooSmall) return 'Ask a shorter question, or ask your administrator for a higher budget.';
  return rate
    ? 'Wait for the next minute, or ask your administrator for a higher limit.'
    : 'Wait for the reset, ask a shorter question, or ask your administrator for a higher budget.';
}
