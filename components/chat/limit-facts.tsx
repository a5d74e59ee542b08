import { formatCount, formatDateTime } from '@/components/ui/format';
import type { LimitDetail } from '@/lib/errors';
import { formatUsd } from '@/lib/money';

/** A budget that refused: limit, used, reserved and its reset where the workspace is. */
export function LimitFacts({ limit }: { limit: LimitDetail }) {
  const write = (amount: number | string) =>
    limit.unit === 'nano_usd' ? formatUsd(BigInt(amount)) : `${formatCount(Number(amount))} tokens`;
  const { timeZone = 'UTC' } = limit;
  const facts = [
    [limit.soft ? 'Soft limit, whose grace is over' : 'Limit', write(limit.limit)],
    ['Used', write(limit.used)],
    ['Reserved by running answers', write(limit.reserved ?? 0)],
    limit.needed !== undefined && ['This question needs up to', write(limit.needed)],
    limit.resetsAt && [
      'Starts anew',
      `${formatDateTime(limit.resetsAt, { timeZone })} ${timeZone}`,
    ],
  ].filter((fact) => Array.isArray(fact));
  return (
    <dl className="tabular my-1.5 space-y-0.5">
      {facts.map(([term, value]) => (
        <div key={term} className="flex flex-wrap gap-x-3">
          <dt className="text-ink-faint sm:w-52">{term}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
