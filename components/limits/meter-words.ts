import { subjectWords } from '@/components/budgets/rule-words';
import { formatDateTime } from '@/components/ui/format';
import { localNumber } from '@/lib/localized';
import { formatUsd } from '@/lib/money';
import type { OwnLimit } from '@/lib/tenancy/schema';
import type { MeterItem } from '@/lib/usage/meter/schema';

const UNIT = { requests: 'Requests', tokens: 'Tokens', nano_usd: 'Money' };
const PERIOD = { minute: 'this minute', day: 'today', month: 'this month' };

export function meterLabel({ unit, period, scope, subject }: MeterItem): string {
  const whose =
    scope === 'tenant'
      ? ''
      : scope === 'user'
        ? 'Yours: '
        : `${subjectWords({ scope, subject })}: `;
  return `${whose}${UNIT[unit]} ${PERIOD[period]}`;
}

export function meterAmount({ unit }: Pick<MeterItem, 'unit'>, amount: bigint): string {
  return unit === 'nano_usd' ? formatUsd(amount) : localNumber(amount);
}

export function leftOf({ limit, taken }: MeterItem): bigint {
  const left = BigInt(limit) - BigInt(taken);
  return left > 0n ? left : 0n;
}

/** How much of it is taken, from 0 to 1. */
export function shareOf({ limit, taken }: MeterItem): number {
  if (limit === '0') return 1;
  return Math.min(1, Number((BigInt(taken) * 10_000n) / BigInt(limit)) / 10_000);
}

export function toneOf(item: MeterItem): 'accent' | 'warn' | 'danger' {
  const share = shareOf(item);
  if (share >= 1) return 'danger';
  return share * 100 >= item.softPercent ? 'warn' : 'accent';
}

/** When it starts anew, where the workspace is, in the reader's way of writing times. */
export function resetWords({ resetsAt }: MeterItem, timeZone: string): string {
  if (resetsAt === null) return 'Each comes back after a minute';
  return `Starts anew ${formatDateTime(resetsAt, { timeZone })} ${timeZone}`;
}

const ASKED: Record<string, OwnLimit> = {
  requests_per_minute: 'requestsPerMinute',
  tokens_per_day: 'tokensPerDay',
  tokens_per_month: 'tokensPerMonth',
  price_per_month: 'priceNanoPerMonth',
};

/** Where more of a limit of the workspace is asked for; undefined for those that the platform does not set. */
export function askHref(
  slug: string,
  { name, scope }: { name: string; scope: string },
): string | undefined {
  const about = scope === 'tenant' ? ASKED[name] : undefined;
  return about && `/t/${slug}/limits?ask=${about}#ask`;
}
