import { formatCount, formatDateTime, formatPercent } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import type { BudgetUse } from '@/lib/budget/schema';
import { exactUsd, formatUsd } from '@/lib/money';
import { subjectWords } from './rule-words';

interface Use {
  label: string;
  used: bigint;
  held: bigint;
  limit: bigint;
  write: (amount: bigint) => string;
  exact: (amount: bigint) => string;
}

const WHEN = { minute: 'this minute', day: 'today', month: 'this month' };

function uses(budget: BudgetUse): Use[] {
  const tokens = (amount: bigint) => formatCount(Number(amount));
  const when = WHEN[budget.period];
  const names = budget.name === null ? undefined : new Map([[budget.scopeId, budget.name]]);
  const whose =
    budget.scope === 'tenant'
      ? ''
      : `${subjectWords({ scope: budget.scope, subject: budget.scopeId }, names)}: `;
  const list: Use[] = [];
  if (budget.tokenLimit !== null)
    list.push({
      label: `${whose}Tokens ${when}`,
      used: BigInt(budget.usedTokens),
      held: BigInt(budget.heldTokens),
      limit: BigInt(budget.tokenLimit),
      write: tokens,
      exact: tokens,
    });
  if (budget.priceLimitNano !== null)
    list.push({
      label: `${whose}Spend ${when}`,
      used: BigInt(budget.usedNano),
      held: BigInt(budget.heldNano),
      limit: BigInt(budget.priceLimitNano),
      write: formatUsd,
      exact: (amount) => `${exactUsd(amount)} USD`,
    });
  return list;
}

interface BudgetBarsProps {
  budgets: readonly BudgetUse[];
  /** The tenant's, in which its days begin. */
  timeZone: string;
}

/** Those of the workspace come first, then the fullest: what is left out is far from its limit. */
const SHOWN = 30;

/** What is settled and what running calls hold, beside the limits in force. */
export function BudgetBars({ budgets, timeZone }: BudgetBarsProps) {
  return (
    <ul className="space-y-4">
      {budgets.slice(0, SHOWN).flatMap((budget) =>
        uses(budget).map((use) => {
          const taken = use.used + use.held;
          const part = use.limit === 0n ? 1 : Number((taken * 10_000n) / use.limit) / 10_000;
          const soft = (budget.softPercent ?? 80) / 100;
          const tone = part >= 1 ? 'danger' : part >= soft ? 'warn' : 'accent';
          return (
            <li
              key={`${budget.scope}/${budget.scopeId}/${use.label}`}
              className="min-w-0 space-y-1.5"
            >
              <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
                <span className="font-medium [overflow-wrap:anywhere]">{use.label}</span>
                <span className="tabular text-ink-soft" title={use.exact(use.used)}>
                  {use.write(use.used)} of {use.write(use.limit)} · {formatPercent(part)}
                </span>
              </div>
              <Progress value={Math.min(part, 1) * 100} label={use.label} tone={tone} />
              <p className="tabular text-ink-faint text-xs">
                {use.held > 0n ? `${use.write(use.held)} held by running calls · ` : ''}
                {budget.softBindsAt
                  ? `Soft limit of ${budget.softPercent}% binds from ${formatDateTime(budget.softBindsAt, { timeZone })} · `
                  : ''}
                Resets {formatDateTime(budget.resetsAt, { timeZone })} {timeZone}
              </p>
            </li>
          );
        }),
      )}
      {budgets.length > SHOWN && (
        <li className="text-[0.8125rem] text-ink-faint">
          And {formatCount(budgets.length - SHOWN)} more, which are used less.
        </li>
      )}
    </ul>
  );
}
