import type { FieldErrors, Resolver } from 'react-hook-form';
import {
  type RuleDraft,
  ruleDraftOf,
  ruleInput,
  usdInput,
  usdText,
} from '@/components/budgets/rule-draft';
import { NO_SCHEDULE, type Schedule, scheduleInput } from '@/components/policies/schedule-input';
import { formatCount } from '@/components/ui/format';
import { byteUnit, POLICY_FIELDS, type PolicyField } from '@/lib/console/policy/fields/schema';
import { type EditPolicy, editPolicySchema } from '@/lib/console/policy/schema';
import { type Policy, policySchema } from '@/lib/tenancy/schema';
import { type AddonDraft, addonDraftOf, addonInput } from './addon-draft';

type OtherField =
  | 'models'
  | 'tools'
  | 'budgets'
  | 'addons'
  | 'downgradeModel'
  | 'downgradeLength'
  | 'fallback'
  | OwnField;
/** What the tenant's admins set, which goes along unchanged. */
type OwnField = 'ownBudgets' | 'ownLimits' | 'ownDowngradeModel' | 'ownDowngradeLength';
export type TextField = Exclude<PolicyField, OtherField>;

/** What the form holds: text as it was typed, in the unit beside each field. */
export type PolicyDraft = Record<TextField, string> &
  Pick<
    Policy,
    'models' | 'tools' | 'downgradeModel' | 'downgradeLength' | 'fallback' | OwnField
  > & {
    budgets: RuleDraft[];
    addons: AddonDraft[];
    reason: string;
  } & Schedule;

export function draftOf(policy: Policy): PolicyDraft {
  const text = Object.fromEntries(
    textFields().map((field) => [field, fieldText(field, policy[field])]),
  );
  const { models, tools, downgradeModel, downgradeLength, fallback } = policy;
  const { ownBudgets, ownLimits, ownDowngradeModel, ownDowngradeLength } = policy;
  return {
    ...(text as Record<TextField, string>),
    models,
    tools,
    downgradeModel,
    downgradeLength,
    fallback,
    ownBudgets,
    ownLimits,
    ownDowngradeModel,
    ownDowngradeLength,
    budgets: policy.budgets.map(ruleDraftOf),
    addons: policy.addons.map(addonDraftOf),
    reason: '',
    ...NO_SCHEDULE,
  };
}

function fieldText(field: TextField, value: Policy[TextField]): string {
  const { kind } = POLICY_FIELDS[field];
  if (kind === 'usd') return usdText(String(value));
  if (kind === 'bytes') return String(Number(value) / byteUnit(field));
  return formatCount(Number(value));
}

function textFields(): TextField[] {
  return (Object.keys(POLICY_FIELDS) as PolicyField[]).filter(isTextField);
}

export function isTextField(field: PolicyField): field is TextField {
  return ['count', 'usd', 'bytes'].includes(POLICY_FIELDS[field].kind);
}

function policyInput(draft: PolicyDraft): unknown {
  const values = textFields().map((field) => {
    const text = draft[field].replaceAll(',', '').trim();
    const { kind } = POLICY_FIELDS[field];
    if (kind === 'usd') return [field, usdInput(text)];
    if (text === '') return [field, Number.NaN];
    const number = Number(text);
    return [field, kind === 'bytes' ? Math.round(number * byteUnit(field)) : number];
  });
  const { models, tools, downgradeModel, downgradeLength, fallback } = draft;
  const { ownBudgets, ownLimits, ownDowngradeModel, ownDowngradeLength } = draft;
  return {
    ...Object.fromEntries(values),
    models,
    tools,
    downgradeModel,
    downgradeLength,
    fallback,
    ownBudgets,
    ownLimits,
    ownDowngradeModel,
    ownDowngradeLength,
    budgets: draft.budgets.map(ruleInput),
    addons: draft.addons.map(addonInput),
  };
}

/** The policy that the draft describes; undefined while a field is not usable. */
export function policyOf(draft: PolicyDraft): Policy | undefined {
  const parsed = policySchema.safeParse(policyInput(draft));
  return parsed.success ? parsed.data : undefined;
}

/** What a row's field is named in `fieldErrors`. */
export function rowKey(list: 'budgets' | 'addons', row: number, field: string): string {
  return `${list}.${row}.${field}`;
}

/** The first complaint about each field, by its place in the policy. */
export function draftErrors(edit: unknown): Record<string, string> {
  const parsed = editPolicySchema.safeParse(edit);
  const errors: Record<string, string> = {};
  for (const { path, message } of parsed.error?.issues ?? []) {
    const place = (path[0] === 'policy' ? path.slice(1) : path).join('.');
    errors[place] ??= message;
  }
  return errors;
}

export function editOf(tenantId: string, basedOn: number, draft: PolicyDraft): unknown {
  return {
    ...{ tenantId, basedOn, reason: draft.reason, policy: policyInput(draft) },
    ...scheduleInput(draft),
  };
}

const UNUSABLE = {
  root: { type: 'schema', message: 'A field is not usable.' },
} as FieldErrors<PolicyDraft>;

/** The schema that the server holds an edit to; its messages are put beside the fields by `draftErrors`. */
export function draftResolver(
  tenantId: string,
  basedOn: number,
): Resolver<PolicyDraft, unknown, EditPolicy> {
  return async (draft) => {
    const parsed = editPolicySchema.safeParse(editOf(tenantId, basedOn, draft));
    return parsed.success ? { values: parsed.data, errors: {} } : { values: {}, errors: UNUSABLE };
  };
}
