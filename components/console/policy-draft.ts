import type { FieldErrors, Resolver } from 'react-hook-form';
import { formatCount } from '@/components/ui/format';
import {
  type EditPolicy,
  editPolicySchema,
  POLICY_FIELDS,
  type PolicyField,
} from '@/lib/console/policy/schema';
import { exactUsd, parseUsd } from '@/lib/money';
import { type Policy, policySchema } from '@/lib/tenancy/schema';

const MEBIBYTE = 1024 * 1024;

export type TextField = Exclude<PolicyField, 'models'>;

/** What the form holds: text as it was typed, in the unit beside each field. */
export type PolicyDraft = Record<TextField, string> & {
  models: Policy['models'];
  reason: string;
};

export function draftOf(policy: Policy): PolicyDraft {
  const text = Object.fromEntries(
    textFields().map((field) => [field, fieldText(field, policy[field])]),
  );
  return { ...(text as Record<TextField, string>), models: policy.models, reason: '' };
}

export function fieldText(field: TextField, value: Policy[TextField]): string {
  const { kind } = POLICY_FIELDS[field];
  if (kind === 'usd') return exactUsd(BigInt(value)).replace(/\.?0+$/, '');
  if (kind === 'bytes') return String(Number(value) / MEBIBYTE);
  return formatCount(Number(value));
}

function textFields(): TextField[] {
  return (Object.keys(POLICY_FIELDS) as PolicyField[]).filter(
    (field): field is TextField => field !== 'models',
  );
}

function policyInput(draft: PolicyDraft): unknown {
  const values = textFields().map((field) => {
    const text = draft[field].replaceAll(',', '').trim();
    const { kind } = POLICY_FIELDS[field];
    if (kind === 'usd') return [field, parseUsd(text)?.toString()];
    if (text === '') return [field, undefined];
    const number = Number(text);
    return [field, kind === 'bytes' ? Math.round(number * MEBIBYTE) : number];
  });
  return { ...Object.fromEntries(values), models: draft.models };
}

/** The policy that the draft describes; undefined while a field is not usable. */
export function policyOf(draft: PolicyDraft): Policy | undefined {
  const parsed = policySchema.safeParse(policyInput(draft));
  return parsed.success ? parsed.data : undefined;
}

/** The schema that the server holds an edit to, with its messages put beside the fields. */
export function draftResolver(
  tenantId: string,
  basedOn: number,
): Resolver<PolicyDraft, unknown, EditPolicy> {
  return async (draft) => {
    const parsed = editPolicySchema.safeParse({
      tenantId,
      basedOn,
      reason: draft.reason,
      policy: policyInput(draft),
    });
    if (parsed.success) return { values: parsed.data, errors: {} };
    const errors: Record<string, { type: string; message: string }> = {};
    for (const issue of parsed.error.issues) {
      const field = String(issue.path[0] === 'policy' ? issue.path[1] : issue.path[0]);
      errors[field] ??= {
        type: issue.code,
        message: issue.code === 'invalid_type' ? 'Give a number.' : issue.message,
      };
    }
    return { values: {}, errors: errors as FieldErrors<PolicyDraft> };
  };
}
