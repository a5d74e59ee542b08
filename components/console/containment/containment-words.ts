import { formatCount, formatPercent } from '@/components/ui/format';
import type { ContainedBy, ContainmentRuleView } from '@/lib/containment/schema';
import { MODELS } from '@/lib/llm/schema';
import { formatUsd } from '@/lib/money';
import type { ContainmentAction } from '@/lib/tenancy/schema';
import { TOOL_WORDS } from '@/lib/tools/schema';

/** The figure as people say it. */
export function figureWords(metric: ContainedBy, value: number): string {
  switch (metric) {
    case 'by_hand':
      return 'by an operator';
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
export function thresholdWords(
  rule: Pick<ContainmentRuleView, 'atLeast' | 'metric' | 'windowMinutes' | 'threshold'>,
): string {
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
    case 'drain':
      return 'Drained: nothing new begins';
    case 'quarantine':
      return `Key ${action.keyId} in quarantine`;
    case 'model':
      return `Without ${MODELS[action.model].displayName}`;
    case 'tool':
      return `Without the tool “${TOOL_WORDS[action.tool].label}”`;
  }
}

export const actionsWords = (actions: readonly ContainmentAction[]) =>
  actions.map(actionWords).join(' · ');
