import { exactUsd, parseUsd } from '@/lib/money';
import type { BudgetRule } from '@/lib/tenancy/schema';

/** A budget as its row in a form holds it: text as it was typed; empty is none. */
export interface RuleDraft {
  scope: BudgetRule['scope'];
  subject: string;
  period: BudgetRule['period'];
  tokens: string;
  usd: string;
  softPercent: string;
  graceMinutes: string;
}

export const NEW_RULE: RuleDraft = {
  scope: 'user',
  subject: '',
  period: 'month',
  tokens: '',
  usd: '',
  softPercent: '80',
  graceMinutes: '',
};

export function ruleDraftOf(rule: BudgetRule): RuleDraft {
  return {
    scope: rule.scope,
    subject: rule.subject ?? '',
    period: rule.period,
    tokens: rule.tokens?.toString() ?? '',
    usd: rule.priceNano === null ? '' : usdText(rule.priceNano),
    softPercent: rule.softPercent?.toString() ?? '',
    graceMinutes: rule.graceMinutes?.toString() ?? '',
  };
}

/** What the draft describes, for the schema to judge. */
export function ruleInput(draft: RuleDraft): unknown {
  return {
    scope: draft.scope,
    subject: draft.subject.trim() === '' ? null : draft.subject.trim(),
    period: draft.period,
    tokens: numberOrNull(draft.tokens),
    priceNano: draft.usd.trim() === '' ? null : usdInput(draft.usd),
    softPercent: numberOrNull(draft.softPercent),
    graceMinutes: numberOrNull(draft.graceMinutes),
  };
}

/** Nano-dollars as text; undefined when it is no amount. */
export function usdInput(text: string): string | undefined {
  return parseUsd(text.replaceAll(',', '').trim())?.toString();
}

export function usdText(nano: string): string {
  return exactUsd(BigInt(nano)).replace(/\.?0+$/, '');
}

function numberOrNull(text: string): number | null {
  const plain = text.replaceAll(',', '').trim();
  return plain === '' ? null : Number(plain);
}
