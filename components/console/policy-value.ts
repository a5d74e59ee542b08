import { type Names, ruleWords } from '@/components/budgets/rule-words';
import { formatCount, formatDateTime } from '@/components/ui/format';
import {
  byteUnit,
  FALLBACK_WORDS,
  POLICY_FIELDS,
  type PolicyField,
} from '@/lib/console/policy/fields/schema';
import { formatUsd } from '@/lib/money';
import { type Addon, OWN_LIMITS, type Policy } from '@/lib/tenancy/schema';
import { TOOL_WORDS } from '@/lib/tools/schema';
import { modelName } from './status-badges';

/** A part of a policy in words, with its unit. */
export function policyValue<F extends PolicyField>(
  field: F,
  value: Policy[F],
  names?: Names,
): string {
  const { kind, unit } = POLICY_FIELDS[field];
  switch (kind) {
    case 'models':
      return (value as Policy['models']).map(modelName).join(', ');
    case 'tools':
      return (value as Policy['tools']).map((kind) => TOOL_WORDS[kind].label).join(', ') || 'none';
    case 'rules':
      return lines((value as Policy['budgets']).map((rule) => ruleWords(rule, names)));
    case 'addons':
      return lines((value as Policy['addons']).map(addonWords));
    case 'limits':
      return lines(
        OWN_LIMITS.flatMap((limit) => {
          const own = (value as Policy['ownLimits'])[limit];
          return own === undefined
            ? []
            : [`${POLICY_FIELDS[limit].label}: ${policyValue(limit, own as Policy[typeof limit])}`];
        }),
      );
    case 'switch':
      return value ? 'allowed' : 'forbidden';
    case 'choice':
      return FALLBACK_WORDS[value as Policy['fallback']];
    case 'usd':
      return formatUsd(BigInt(value as string));
    case 'bytes':
      return `${Number((Number(value) / byteUnit(field)).toFixed(2))} ${unit}`;
    case 'count':
      return unit === 'share'
        ? formatCount(Number(value))
        : `${formatCount(Number(value))} ${unit}`;
  }
}

function lines(each: readonly string[]): string {
  return each.length === 0 ? 'none' : each.join('\n');
}

function addonWords(addon: Addon): string {
  const more = [
    addon.tokensPerDay > 0 && `${formatCount(addon.tokensPerDay)} tokens a day`,
    addon.tokensPerMonth > 0 && `${formatCount(addon.tokensPerMonth)} tokens a month`,
    addon.requestsPerMinute > 0 && `${formatCount(addon.requestsPerMinute)} requests a minute`,
    addon.priceNano !== '0' && `${formatUsd(BigInt(addon.priceNano))} a month`,
  ].filter(Boolean);
  const span = `${formatDateTime(addon.from)} to ${formatDateTime(addon.until)} UTC`;
  return `${addon.name}, ${span}: ${more.join(', ')} more for ${formatUsd(BigInt(addon.feeNano))}`;
}
