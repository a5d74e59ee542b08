import { formatCount, formatPercent } from '@/components/ui/format';
import type { ContainmentMetric, ContainmentRuleView } from '@/lib/containment/schema';
import { formatUsd } from '@/lib/money';
import type { ContainmentAction } from '@/lib/tenancy/schema';

/** The figure as people say it. */
export function figureWords(metric: ContainmentMetric, value: number): string {
  switch (metric) {
    case 'error_share':
      return `${formatPercent(value)} of answers failed`;
    case 'spend_factor':
      return `${formatFactor(value)} times the usual spending`;
    case 'refused':
      return `${formatCount(value)} refused requests`;
    case 'injection_attempts':
      return `${formatCount(value)} attempts to steer the assistant`;
  }
}

const formatFactor = (value: number) => String(Math.round(value * 10) / 10);

/** When it binds: “50% of answers failed in 5 minutes, of at least 20”. */
export function thresholdWords(rule: ContainmentRuleView): string {
  const base = BigInt(rule.atLeast);
  const least = rule.metric === 'spend_factor' ? formatUsd(base) : formatCount(Number(base));
  const within =
    rule.windowMinutes === 1 ? 'a minute' : `${formatCount(rule.windowMinutes)} minutes`;
  return `${figureWords(rule.metric, rule.threshold)} within ${within}${base > 0n ? `, of at least ${least}` : ''}`;
}

export function actionWords(action: ContainmentAction): string {
  switch (action.kind) {
    case 'notify':
      return 'Operators are told';
    case 'weight':
      return `Weight at ${action.percent}%`;
    case 'cap':
      return `At most ${formatCount(action.requestsPerMinute)} requests and ${formatCount(action.tokensPerMinute)} tokens a minute`;
    case 'pause':
      return 'Paused';
  }
}

export const actionsWords = (actions: readonly ContainmentAction[]) =>
  actions.map(actionWords).join(' · ');
