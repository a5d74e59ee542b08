import { formatCount, formatDateTime, formatPercent } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import type { BudgetUse } from '@/lib/console/schema';
import { exactUsd, formatUsd } from '@/lib/money';

interface Use {
  label: string;
  used: bigint;
  held: bigint;
  limit: bigint;
  write: (amount: bigint) => string;
  exact: (amount: bigint) => string;
}

function uses(budget: BudgetUse): Use[] {
  const tokens = (amount: bigint) => formatCount(Number(amount));
  const when = budget.period === 'day' ? 'today' : 'this month';
  const list: Use[] = [
    {
      label: `Tokens ${when}`,
      used: BigInt(budget.usedTokens),
      held: BigInt(budget.heldTokens),
      limit: BigInt(budget.tokenLimit),
      write: tokens,
      exact: tokens,
    },
  ];
  if (budget.priceLimitNano !== null)
    list.push({
      label: `Spend ${when}`,
      used: BigInt(budget.usedNano),
      held: BigInt(budget.heldNano),
      limit: BigInt(budget.priceLimitNano),
      write: formatUsd,
      exact: (amount) => `${exactUsd(amount)} USD`,
    });
  return list;
}

/** What is settled and what running calls hold, beside the limits in force. */
export function BudgetBars({ budgets }: { budgets: readonly BudgetUse[] }) {
  return (
    <ul className="space-y-4">
      {budgets.flatMap((budget) =>
        uses(budget).map((use) => {
          const taken = use.used + use.held;
          const part = use.limit === 0n ? 0 : Number((taken * 10_000n) / use.limit) / 10_000;
          const tone = part >= 1 ? 'danger' : part >= 0.8 ? 'warn' : 'accent';
          return (
            <li key={use.label} className="space-y-1.5">
              <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
                <span className="font-medium">{use.label}</span>
                <span className="tabular text-ink-soft" title={use.exact(use.used)}>
                  {use.write(use.used)} of {use.write(use.limit)} · {formatPercent(part)}
                </span>
              </div>
              <Progress value={part * 100} label={use.label} tone={tone} />
              <p className="tabular text-ink-faint text-xs">
                {use.held > 0n ? `${use.write(use.held)} held by running calls · ` : ''}
                Resets {formatDateTime(budget.resetsAt)} UTC
              </p>
            </li>
          );
        }),
      )}
    </ul>
  );
}
