import { formatCount } from '@/components/ui/format';
import { POLICY_FIELDS, type PolicyField } from '@/lib/console/policy/schema';
import { formatUsd } from '@/lib/money';
import type { Policy } from '@/lib/tenancy/schema';
import { modelName } from './status-badges';

const MEBIBYTE = 1024 * 1024;

/** A limit's value in words, with its unit. */
export function policyValue(field: PolicyField, value: Policy[PolicyField]): string {
  const { kind, unit } = POLICY_FIELDS[field];
  if (Array.isArray(value)) return value.map(modelName).join(', ');
  if (kind === 'usd') return formatUsd(BigInt(value));
  if (kind === 'bytes') return `${Number((Number(value) / MEBIBYTE).toFixed(2))} MiB`;
  return unit === 'share' ? formatCount(Number(value)) : `${formatCount(Number(value))} ${unit}`;
}
