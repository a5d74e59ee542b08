'use client';

import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';
import { Textarea } from '@/components/ui/textarea';
import { OBJECTIVE_KINDS, type ObjectiveKind } from '@/lib/console/objectives/schema';
import { PLANS } from '@/lib/tenancy/schema';
import { planName } from '../status-badges';
import { EVERY, type ObjectiveDraft } from './objective-draft';
import { KIND_LABEL } from './objective-words';

interface FieldsProps {
  draft: ObjectiveDraft;
  onChange: (change: Partial<ObjectiveDraft>) => void;
}

/** What is counted: chosen once. */
export function CountedFields({ draft, onChange }: FieldsProps) {
  return (
    <>
      <Field label="What is promised">
        <PlainSelect
          value={draft.kind}
          onChoose={(kind) => onChange({ kind: kind as ObjectiveKind })}
          options={OBJECTIVE_KINDS.map((kind) => ({ value: kind, label: KIND_LABEL[kind] }))}
        />
      </Field>
      {draft.kind !== 'errors' && (
        <Field label="Within (seconds)" required>
          <Input
            inputMode="decimal"
            value={draft.seconds}
            onChange={(event) => onChange({ seconds: event.target.value })}
          />
        </Field>
      )}
      <Field label="Plan">
        <PlainSelect
          value={draft.plan}
          onChoose={(plan) => onChange({ plan })}
          options={[
            { value: EVERY, label: 'Every plan' },
            ...PLANS.map((plan) => ({ value: plan, label: planName(plan) })),
          ]}
        />
      </Field>
      <Field label="Operation" hint="As requests name it: chat, messages. Empty: every one.">
        <Input
          value={draft.feature}
          maxLength={40}
          autoComplete="off"
          onChange={(event) => onChange({ feature: event.target.value })}
        />
      </Field>
    </>
  );
}

/** How much is promised. */
export function PromisedFields({ draft, onChange }: FieldsProps) {
  const number = (key: 'percent' | 'days' | 'escalateMinutes', label: string) => (
    <Field label={label} required>
      <Input
        inputMode="decimal"
        value={draft[key]}
        onChange={(event) => onChange({ [key]: event.target.value })}
      />
    </Field>
  );
  return (
    <>
      <Field label="Name" required>
        <Input
          value={draft.name}
          maxLength={80}
          autoComplete="off"
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </Field>
      {number('percent', 'Percent of requests')}
      {number('days', 'Over how many days')}
      {number('escalateMinutes', 'Tell again after (minutes)')}
    </>
  );
}

export function ReasonField({ draft, onChange }: FieldsProps) {
  return (
    <Field label="Reason" required hint="For the audit log.">
      <Textarea
        value={draft.reason}
        rows={2}
        maxLength={500}
        onChange={(event) => onChange({ reason: event.target.value })}
      />
    </Field>
  );
}
