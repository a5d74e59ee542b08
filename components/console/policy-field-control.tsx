'use client';

import { type Control, Controller, type UseFormRegister } from 'react-hook-form';
import { ToolChoice } from '@/components/assistant/tool-choice';
import { RuleList } from '@/components/budgets/rule-list';
import { namesOf, type PersonName } from '@/components/budgets/rule-words';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import {
  FALLBACK_WORDS,
  POLICY_FIELDS,
  type PolicyField,
} from '@/lib/console/policy/fields/schema';
import type { EditPolicy } from '@/lib/console/policy/schema';
import { FALLBACKS, type Policy } from '@/lib/tenancy/schema';
import { AddonList } from './addon-list';
import { ModelChoice } from './model-choice';
import { isTextField, type PolicyDraft, rowKey } from './policy-draft';
import { policyValue } from './policy-value';
import { planName } from './status-badges';

interface PolicyFieldProps {
  field: PolicyField;
  control: Control<PolicyDraft, unknown, EditPolicy>;
  register: UseFormRegister<PolicyDraft>;
  /** By place in the policy. */
  errors: Record<string, string>;
  policy: Policy;
  plan: string;
  planDefaults: Policy;
  people: readonly PersonName[];
}

/** One part of the policy with the control that its kind asks for. */
export function PolicyFieldControl(props: PolicyFieldProps) {
  const { field, control, register, errors, policy, plan, planDefaults, people } = props;
  const names = namesOf(people);
  const facts = POLICY_FIELDS[field];
  const now = `Now ${policyValue(field, policy[field], names)}. ${planName(plan)} default ${policyValue(field, planDefaults[field])}.`;
  if (isTextField(field))
    return (
      <Field
        label={`${facts.label}${['USD', 'MiB', 'GiB'].includes(facts.unit) ? ` (${facts.unit})` : ''}`}
        hint={`${facts.hint} ${now}`}
        error={errors[field]}
      >
        <Input
          {...register(field)}
          inputMode={facts.kind === 'count' ? 'numeric' : 'decimal'}
          autoComplete="off"
          className="tabular"
        />
      </Field>
    );
  switch (field) {
    case 'models':
      return (
        <Controller
          control={control}
          name={field}
          render={({ field: { value, onChange } }) => (
            <ModelChoice value={value} onChange={onChange} hint={now} error={errors.models} />
          )}
        />
      );
    case 'tools':
      return (
        <Controller
          control={control}
          name={field}
          render={({ field: { value, onChange } }) => (
            <ToolChoice
              legend={facts.label}
              hint={`${facts.hint} ${now}`}
              value={value}
              onChange={onChange}
            />
          )}
        />
      );
    case 'downgradeModel':
    case 'downgradeLength':
      return (
        <Controller
          control={control}
          name={field}
          render={({ field: { value, onChange } }) => (
            <Field layout="inline" label={facts.label} hint={`${facts.hint} ${now}`}>
              <Switch checked={value} onCheckedChange={onChange} />
            </Field>
          )}
        />
      );
    case 'fallback':
      return (
        <Controller
          control={control}
          name={field}
          render={({ field: { value, onChange } }) => (
            <Field label={facts.label} hint={`${facts.hint} ${now}`} className="sm:col-span-2">
              <Select
                options={FALLBACKS.map((each) => ({ value: each, label: FALLBACK_WORDS[each] }))}
                value={value}
                onValueChange={onChange}
              />
            </Field>
          )}
        />
      );
    case 'ownDowngradeModel':
    case 'ownDowngradeLength':
      return (
        <Field layout="inline" label={facts.label} hint={facts.hint}>
          <Switch checked={policy[field]} disabled />
        </Field>
      );
    case 'budgets':
      return (
        <Controller
          control={control}
          name={field}
          render={({ field: { value, onChange } }) => (
            <Section title={facts.label} hint={facts.hint} error={errors.budgets}>
              <RuleList
                value={value}
                onChange={onChange}
                people={people}
                label={facts.label}
                errors={(row, name) => errors[rowKey('budgets', row, name)]}
              />
            </Section>
          )}
        />
      );
    case 'addons':
      return (
        <Controller
          control={control}
          name={field}
          render={({ field: { value, onChange } }) => (
            <Section hint={facts.hint} error={errors.addons}>
              <AddonList
                value={value}
                onChange={onChange}
                errors={(row, name) => errors[rowKey('addons', row, name)]}
              />
            </Section>
          )}
        />
      );
    case 'ownBudgets':
    case 'ownLimits':
      return (
        <Section title={facts.label} hint={facts.hint}>
          <p className="whitespace-pre-line text-sm">{policyValue(field, policy[field], names)}</p>
        </Section>
      );
  }
}

interface SectionProps {
  title?: string;
  hint: string;
  error?: string;
  children: React.ReactNode;
}

function Section({ title, hint, error, children }: SectionProps) {
  return (
    <div className="min-w-0 space-y-2 sm:col-span-2">
      {title && <h3 className="font-medium text-sm">{title}</h3>}
      <p className="text-[0.8125rem] text-ink-faint leading-snug">{hint}</p>
      {error && <p className="text-[0.8125rem] text-danger">{error}</p>}
      {children}
    </div>
  );
}
