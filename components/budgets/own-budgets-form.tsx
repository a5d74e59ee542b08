'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import { setOwnBudgetsAction } from '@/lib/usage/budgets/actions';
import { abovePlan, type OwnBudgetsView, ownBudgetsSchema } from '@/lib/usage/budgets/schema';
import { ruleDraftOf, ruleInput } from './rule-draft';
import { RuleList } from './rule-list';

interface OwnBudgetsFormProps {
  slug: string;
  view: OwnBudgetsView;
}

const FORBIDDEN = 'The platform’s operators forbade this for your workspace. Ask them to allow it.';

/** A new version of what the workspace's admins decide. Give it the version as key: a newer one begins it anew. */
export function OwnBudgetsForm({ slug, view }: OwnBudgetsFormProps) {
  const router = useRouter();
  const [rules, setRules] = useState(() => view.ownBudgets.map(ruleDraftOf));
  const [downgradeModel, setDowngradeModel] = useState(view.downgradeModel);
  const [downgradeLength, setDowngradeLength] = useState(view.downgradeLength);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string>();

  const input = {
    basedOn: view.version,
    reason,
    ownBudgets: rules.map(ruleInput),
    downgradeModel,
    downgradeLength,
  };
  const errors = tried ? errorsOf(input, view) : {};
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(undefined);
    const parsed = ownBudgetsSchema.safeParse(input);
    if (!parsed.success || Object.keys(errorsOf(input, view)).length > 0) return;
    setSaving(true);
    const result = await setOwnBudgetsAction(slug, parsed.data).finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    toast.success('Your budgets are in force from the next question on.');
    router.refresh();
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-5">
      <RuleList
        label="Your budgets"
        value={rules}
        onChange={setRules}
        people={view.people}
        keys={view.keys}
        errors={(row, field) => errors[`ownBudgets.${row}.${field}`]}
      />
      {errors.ownBudgets && <p className="text-[0.8125rem] text-danger">{errors.ownBudgets}</p>}
      <Field
        layout="inline"
        label="A cheaper model may answer"
        hint={view.forbidden.model ? FORBIDDEN : 'When a budget is short. The answer says so.'}
      >
        <Switch
          checked={downgradeModel && !view.forbidden.model}
          onCheckedChange={setDowngradeModel}
          disabled={view.forbidden.model}
        />
      </Field>
      <Field
        layout="inline"
        label="An answer may be shorter"
        hint={
          view.forbidden.length
            ? FORBIDDEN
            : 'When a budget is short, down to a length that is still of use. The answer says so.'
        }
      >
        <Switch
          checked={downgradeLength && !view.forbidden.length}
          onCheckedChange={setDowngradeLength}
          disabled={view.forbidden.length}
        />
      </Field>
      <Field
        label="Reason"
        required
        error={errors.reason}
        hint="For the audit log. The platform’s operators see it beside the version."
      >
        <Input
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={500}
          autoComplete="off"
        />
      </Field>
      {problem && <Alert kind="error" title="The budgets were not changed" text={problem} />}
      <Button type="submit" variant="primary" loading={saving}>
        Save
      </Button>
    </form>
  );
}

/** The first complaint about each field, by its place. */
function errorsOf(input: unknown, view: OwnBudgetsView): Record<string, string> {
  const parsed = ownBudgetsSchema.safeParse(input);
  const errors: Record<string, string> = {};
  for (const { path, message } of parsed.error?.issues ?? []) errors[path.join('.')] ??= message;
  parsed.data?.ownBudgets.forEach((rule, index) => {
    const above = abovePlan(rule, view.plan);
    if (above) errors[`ownBudgets.${index}.tokens`] = above;
  });
  return errors;
}
