import { formatCount } from '@/components/ui/format';
import { modelName } from '@/lib/llm/facts';
import { formatUsd } from '@/lib/money';
import type { BudgetRule, BudgetScopeKind } from '@/lib/tenancy/schema';

export const SCOPE_WORDS: Record<BudgetScopeKind, string> = {
  tenant: 'Workspace',
  user: 'Person',
  key: 'API key',
  model: 'Model',
  feature: 'Feature',
};

/** Names of people by id, where the reader may see them. */
export type Names = ReadonlyMap<string, string>;

export interface PersonName {
  id: string;
  name: string;
}

export function namesOf(people: readonly PersonName[]): Names {
  return new Map(people.map(({ id, name }) => [id, name]));
}

/** Whom a counter is about; without a subject each of its kind. */
export function subjectWords(
  { scope, subject }: Pick<BudgetRule, 'scope' | 'subject'>,
  names?: Names,
): string {
  const kind = SCOPE_WORDS[scope];
  if (scope === 'tenant') return 'The workspace';
  if (subject === null) return `Each ${scope === 'key' ? 'API key' : kind.toLowerCase()}`;
  if (scope === 'model') return modelName(subject);
  if (scope === 'feature') return `Feature ${subject}`;
  return names?.get(subject) ?? `${kind} ${subject.slice(0, 8)}…`;
}

/** A budget in one line. */
export function ruleWords(rule: BudgetRule, names?: Names): string {
  const limits = [
    rule.tokens !== null && `${formatCount(rule.tokens)} tokens`,
    rule.priceNano !== null && formatUsd(BigInt(rule.priceNano)),
  ].filter(Boolean);
  const grace =
    rule.graceMinutes === null
      ? ''
      : `, which binds after ${formatCount(rule.graceMinutes)} minutes`;
  const soft = rule.softPercent === null ? '' : `; tells from ${rule.softPercent}%${grace}`;
  return `${subjectWords(rule, names)}: ${limits.join(' and ')} a ${rule.period}${soft}`;
}
