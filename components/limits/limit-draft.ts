import { usdInput, usdText } from '@/components/budgets/rule-draft';
import { policyValue } from '@/components/console/policy-value';
import { POLICY_FIELDS } from '@/lib/console/policy/fields/schema';
import { OWN_LIMITS, type OwnLimit, type OwnLimits } from '@/lib/tenancy/schema';

/** What is typed beside each limit, in the unit of its label; empty: as it is. */
export type LimitDraft = Record<OwnLimit, string>;

export const EMPTY_DRAFT: LimitDraft = {
  requestsPerMinute: '',
  tokensPerDay: '',
  tokensPerMonth: '',
  priceNanoPerMonth: '',
};

export function limitLabel(limit: OwnLimit): string {
  const { label, unit } = POLICY_FIELDS[limit];
  return unit === 'USD' ? `${label} (USD)` : label;
}

/** An amount for people; of money in nano-dollars. */
export function limitText(limit: OwnLimit, amount: string | number): string {
  return policyValue(limit, limit === 'priceNanoPerMonth' ? String(amount) : Number(amount));
}

/** An amount as it is typed. */
export function limitInput(limit: OwnLimit, amount: string | number): string {
  return limit === 'priceNanoPerMonth' ? usdText(String(amount)) : String(amount);
}

/** The amounts that were typed, for the schema to judge: what cannot be read is not a number. */
export function draftLimits(draft: LimitDraft): Record<string, unknown> {
  return Object.fromEntries(
    OWN_LIMITS.flatMap((limit) => {
      const text = draft[limit].replaceAll(',', '').trim();
      if (text === '') return [];
      return [[limit, limit === 'priceNanoPerMonth' ? (usdInput(text) ?? '') : Number(text)]];
    }),
  );
}

export function draftOfLimits(limits: OwnLimits): LimitDraft {
  const typed = OWN_LIMITS.map((limit) => {
    const amount = limits[limit];
    return [limit, amount === undefined ? '' : limitInput(limit, amount)];
  });
  return { ...EMPTY_DRAFT, ...Object.fromEntries(typed) };
}

/** Amounts in words, in the order of the form. */
export function limitsText(limits: OwnLimits): string[] {
  return OWN_LIMITS.flatMap((limit) => {
    const amount = limits[limit];
    return amount === undefined
      ? []
      : [`${POLICY_FIELDS[limit].label}: ${limitText(limit, amount)}`];
  });
}
