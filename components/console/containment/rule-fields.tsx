'use client';

import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { ContainmentMetric } from '@/lib/containment/schema';
import type { RuleDraft } from './rule-draft';

interface RuleFieldsProps {
  metric: ContainmentMetric;
  draft: RuleDraft;
  onChange: (change: Partial<RuleDraft>) => void;
}

const THRESHOLD: Record<ContainmentMetric, string> = {
  error_share: 'Failed answers (%)',
  spend_factor: 'Times the usual spending',
  refused: 'Refused requests',
  injection_attempts: 'Attempts to steer the assistant',
};

type TextKey = Exclude<keyof RuleDraft, 'enabled' | 'notify' | 'pause'>;

export function RuleFields({ metric, draft, onChange }: RuleFieldsProps) {
  const figure = (key: TextKey, label: string, hint?: string) => (
    <Field label={label} hint={hint}>
      <Input
        value={draft[key]}
        inputMode="decimal"
        className="tabular"
        autoComplete="off"
        onChange={(event) => onChange({ [key]: event.target.value })}
      />
    </Field>
  );
  return (
    <>
      <fieldset className="grid gap-4 sm:grid-cols-2">
        <legend className="mb-2 font-medium text-sm">When it binds</legend>
        {figure('threshold', THRESHOLD[metric])}
        {figure('windowMinutes', 'Minutes looked at')}
        {figure(
          'atLeast',
          metric === 'spend_factor' ? 'Of at least (USD)' : 'Of at least (requests)',
          'Below that the figure says nothing.',
        )}
        {figure('minutes', 'In force for (minutes)')}
      </fieldset>
      <fieldset className="grid gap-4 sm:grid-cols-2">
        <legend className="mb-2 font-medium text-sm">What it does</legend>
        {figure('weightPercent', 'Weight (% of the policy’s)', 'Empty: as the policy says.')}
        <div className="hidden sm:block" />
        {figure('requestsPerMinute', 'Requests a minute, at most', 'Empty: as the policy says.')}
        {figure('tokensPerMinute', 'Tokens a minute, at most')}
        <Field label="Pause the tenant" layout="inline">
          <Checkbox
            checked={draft.pause}
            onCheckedChange={(pause) => onChange({ pause: pause === true })}
          />
        </Field>
        <Field label="Tell operators" layout="inline">
          <Checkbox
            checked={draft.notify}
            onCheckedChange={(notify) => onChange({ notify: notify === true })}
          />
        </Field>
      </fieldset>
    </>
  );
}
