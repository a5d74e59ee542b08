'use client';

import { Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { MODEL_IDS, MODELS } from '@/lib/llm/facts';
import { BUDGET_SCOPES } from '@/lib/tenancy/schema';
import type { RuleDraft } from './rule-draft';
import { type PersonName, SCOPE_WORDS } from './rule-words';

interface RuleRowProps {
  number: number;
  rule: RuleDraft;
  people: readonly PersonName[];
  keys?: readonly { id: string; name: string }[];
  error: (field: string) => string | undefined;
  onChange: (rule: RuleDraft) => void;
  onRemove: () => void;
}

const PERIODS = [
  { value: 'minute', label: 'A minute' },
  { value: 'day', label: 'A day' },
  { value: 'month', label: 'A month' },
];

export function RuleRow({ number, rule, people, keys, error, onChange, onRemove }: RuleRowProps) {
  const set = (change: Partial<RuleDraft>) => onChange({ ...rule, ...change });
  const text = (field: 'tokens' | 'usd' | 'softPercent' | 'graceMinutes', label: string) => (
    <Field label={label} error={error(field === 'usd' ? 'priceNano' : field)}>
      <Input
        value={rule[field]}
        onChange={(event) => set({ [field]: event.target.value })}
        inputMode={field === 'usd' ? 'decimal' : 'numeric'}
        autoComplete="off"
        className="tabular"
      />
    </Field>
  );
  return (
    <fieldset className="min-w-0 rounded-lg border border-line p-3">
      <legend className="sr-only">Budget {number}</legend>
      <div className="grid items-start gap-3 sm:grid-cols-3">
        <Field label="Counts for" error={error('scope')}>
          <Select
            value={rule.scope}
            onValueChange={(scope) => {
              const known = BUDGET_SCOPES.find((each) => each === scope);
              if (known) set({ scope: known, subject: '' });
            }}
            options={BUDGET_SCOPES.map((scope) => ({ value: scope, label: SCOPE_WORDS[scope] }))}
          />
        </Field>
        <SubjectField
          rule={rule}
          people={people}
          keys={keys}
          error={error('subject')}
          onChange={set}
        />
        <Field label="In" error={error('period')}>
          <Select
            value={rule.period}
            onValueChange={(period) => {
              if (period === 'minute' || period === 'day' || period === 'month') set({ period });
            }}
            options={PERIODS}
          />
        </Field>
      </div>
      <div className="mt-3 grid items-start gap-3 sm:grid-cols-[1fr_1fr_1fr_1fr_auto]">
        {text('tokens', 'Tokens')}
        {text('usd', 'Spend (USD)')}
        {text('softPercent', 'Tell from (%)')}
        {text('graceMinutes', 'Binds after (min)')}
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Remove budget ${number}`}
          onClick={onRemove}
          className="sm:mt-6"
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
    </fieldset>
  );
}

const EACH = 'each';

interface SubjectFieldProps {
  rule: RuleDraft;
  people: readonly PersonName[];
  keys?: readonly { id: string; name: string }[];
  error: string | undefined;
  onChange: (change: Partial<RuleDraft>) => void;
}

/** Whom: chosen where the choices are known, named by id or word where they are not. */
function SubjectField({ rule, people, keys, error, onChange }: SubjectFieldProps) {
  const named = { user: people, key: keys, tenant: undefined, feature: undefined };
  const choices =
    rule.scope === 'model'
      ? MODEL_IDS.map((id) => ({ value: id as string, label: MODELS[id].displayName }))
      : named[rule.scope]?.map(({ id, name }) => ({ value: id, label: name }));
  if (rule.scope === 'tenant')
    return (
      <Field label="Which" error={error}>
        <Input value="All of it" disabled />
      </Field>
    );
  if (choices) {
    const known = choices.some(({ value }) => value === rule.subject) || rule.subject === '';
    return (
      <Field label="Which" error={error}>
        <Select
          value={rule.subject === '' ? EACH : rule.subject}
          onValueChange={(value) => onChange({ subject: value === EACH ? '' : value })}
          options={[
            { value: EACH, label: 'Each by itself' },
            ...choices,
            ...(known
              ? []
              : [
                  {
                    value: rule.subject,
                    label: rule.scope === 'key' ? 'A key that is gone' : 'Somebody who left',
                  },
                ]),
          ]}
        />
      </Field>
    );
  }
  return (
    <Field label="Which" error={error}>
      <Input
        value={rule.subject}
        onChange={(event) => onChange({ subject: event.target.value })}
        placeholder={rule.scope === 'feature' ? 'Each, or a name: chat' : 'Each, or an id'}
        autoComplete="off"
      />
    </Field>
  );
}
