import type { ContainmentRuleView, EditRule } from '@/lib/containment/schema';
import { exactUsd, parseUsd } from '@/lib/money';
import type { RuleAction } from '@/lib/tenancy/schema';

/** What stands in the form's fields. */
export interface RuleDraft {
  enabled: boolean;
  windowMinutes: string;
  /** Of a share percent. */
  threshold: string;
  /** Of spending dollars. */
  atLeast: string;
  minutes: string;
  notify: boolean;
  pause: boolean;
  weightPercent: string;
  requestsPerMinute: string;
  tokensPerMinute: string;
  reason: string;
}

export function draftOf(rule: ContainmentRuleView): RuleDraft {
  const find = <K extends RuleAction['kind']>(kind: K) =>
    rule.actions.find((each): each is Extract<RuleAction, { kind: K }> => each.kind === kind);
  const cap = find('cap');
  const percent = rule.metric === 'error_share' ? rule.threshold * 100 : rule.threshold;
  return {
    enabled: rule.enabled,
    windowMinutes: String(rule.windowMinutes),
    threshold: String(Number(percent.toFixed(6))),
    atLeast: rule.metric === 'spend_factor' ? exactUsd(BigInt(rule.atLeast)) : rule.atLeast,
    minutes: String(rule.minutes),
    notify: find('notify') !== undefined,
    pause: find('pause') !== undefined,
    weightPercent: String(find('weight')?.percent ?? ''),
    requestsPerMinute: String(cap?.requestsPerMinute ?? ''),
    tokensPerMinute: String(cap?.tokensPerMinute ?? ''),
    reason: '',
  };
}

/** For the schema, which says what is wrong with it. Empty fields of an action leave that out. */
export function ruleOf(rule: ContainmentRuleView, draft: RuleDraft): EditRule {
  const actions: RuleAction[] = [];
  if (draft.pause) actions.push({ kind: 'pause' });
  if (draft.weightPercent.trim())
    actions.push({ kind: 'weight', percent: Number(draft.weightPercent) });
  if (draft.requestsPerMinute.trim() || draft.tokensPerMinute.trim())
    actions.push({
      kind: 'cap',
      requestsPerMinute: Number(draft.requestsPerMinute),
      tokensPerMinute: Number(draft.tokensPerMinute),
    });
  if (draft.notify) actions.push({ kind: 'notify' });
  const threshold = Number(draft.threshold);
  return {
    id: rule.id,
    enabled: draft.enabled,
    windowMinutes: Number(draft.windowMinutes),
    threshold: rule.metric === 'error_share' ? threshold / 100 : threshold,
    atLeast:
      rule.metric === 'spend_factor' ? String(parseUsd(draft.atLeast) ?? '') : draft.atLeast.trim(),
    actions,
    minutes: Number(draft.minutes),
    reason: draft.reason,
  };
}
