'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { namesOf, type PersonName } from '@/components/budgets/rule-words';
import { proposedWords } from '@/components/policies/change-words';
import { ManifestCard } from '@/components/policies/manifest-card';
import { PreviewPanel } from '@/components/policies/preview-panel';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { toast } from '@/components/ui/toast';
import { editPolicyAction } from '@/lib/console/actions';
import { POLICY_GROUPS } from '@/lib/console/policy/fields/schema';
import { diffPolicies, type EditPolicy } from '@/lib/console/policy/schema';
import type { Target } from '@/lib/placement/schema';
import type { Policy } from '@/lib/tenancy/schema';
import { PlacePart } from './placement/place-part';
import { PolicyChanges } from './policy-changes';
import {
  draftErrors,
  draftOf,
  draftResolver,
  editOf,
  type PolicyDraft,
  policyOf,
} from './policy-draft';
import { PolicyFieldControl } from './policy-field-control';

interface PolicyFormProps {
  tenantId: string;
  name: string;
  tenantPath: string;
  plan: string;
  version: number;
  policy: Policy;
  planDefaults: Policy;
  /** Of the tenant, to choose from in budgets. */
  people: readonly PersonName[];
  /** Where its data lies. */
  place: Target;
  /** The policy in force as text. */
  manifest: string;
}

/**
 * A new version of a tenant's limits, with what it changes shown before it is saved. Give it the version
 * as key: a newer one begins the form anew.
 */
export function PolicyForm(props: PolicyFormProps) {
  const { tenantId, name, tenantPath, plan, version, policy, planDefaults } = props;
  const { people, place, manifest } = props;
  const router = useRouter();
  const [wanted, setWanted] = useState(place);
  const [problem, setProblem] = useState<{ title: string; stale: boolean }>();
  const { control, register, handleSubmit, formState, reset } = useForm<
    PolicyDraft,
    unknown,
    EditPolicy
  >({
    defaultValues: draftOf(policy),
    resolver: draftResolver(tenantId, version),
  });
  const draft = useWatch({ control }) as PolicyDraft;
  const next = policyOf(draft);
  const changes = next ? diffPolicies(policy, next) : [];
  const { isSubmitted, isSubmitting } = formState;
  const errors = isSubmitted ? draftErrors(editOf(tenantId, version, draft)) : {};

  const save = handleSubmit(async (edit) => {
    setProblem(undefined);
    const result = await editPolicyAction(edit);
    if (!result.ok) {
      setProblem({ title: result.error.message, stale: result.error.code === 'conflict' });
      return;
    }
    toast.success(proposedWords(result.value));
    router.push(tenantPath);
  });

  return (
    <form onSubmit={save} noValidate className="grid items-start gap-5 lg:grid-cols-[1fr_20rem]">
      <div className="min-w-0 space-y-5">
        {POLICY_GROUPS.map((group) => (
          <Card key={group.title} title={group.title}>
            <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2">
              {group.fields.map((field) => (
                <PolicyFieldControl
                  key={field}
                  field={field}
                  control={control}
                  register={register}
                  errors={errors}
                  policy={policy}
                  plan={plan}
                  planDefaults={planDefaults}
                  people={people}
                />
              ))}
            </div>
          </Card>
        ))}
        <PlacePart tenantId={tenantId} name={name} place={place} wanted={wanted} />
        <ManifestCard
          manifest={manifest}
          onRead={(patch, placement) => {
            reset({
              ...draftOf({ ...policy, ...patch }),
              ...{ reason: draft.reason, startsAt: draft.startsAt, endsAt: draft.endsAt },
            });
            setWanted(placement ?? place);
          }}
        />
      </div>
      <Card title={`Version ${version + 1}`} className="lg:sticky lg:top-6">
        <div className="space-y-4">
          {changes.length > 0 ? (
            <PolicyChanges changes={changes} names={namesOf(people)} />
          ) : (
            <p className="text-ink-soft text-sm">
              {next
                ? 'Nothing differs from the policy in force yet.'
                : 'A field is not usable yet.'}
            </p>
          )}
          <PreviewPanel input={next && { of: 'tenant', tenantId, policy: next }} />
          <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-1">
            <Field label="Begins (UTC)" optional error={errors.startsAt} hint="Empty: at once.">
              <Input type="datetime-local" {...register('startsAt')} />
            </Field>
            <Field
              label="Ends (UTC)"
              optional
              error={errors.endsAt}
              hint="What it changes goes back then. Empty: never."
            >
              <Input type="datetime-local" {...register('endsAt')} />
            </Field>
          </div>
          <Field label="Reason" required error={errors.reason} hint="For the audit log.">
            <Textarea {...register('reason')} rows={2} maxLength={500} />
          </Field>
          {problem && (
            <Alert
              kind="error"
              title={problem.title}
              action={
                problem.stale && (
                  <Button size="sm" onClick={() => router.refresh()}>
                    Load the newest version
                  </Button>
                )
              }
            />
          )}
          <Button
            type="submit"
            variant="primary"
            className="w-full"
            loading={isSubmitting}
            disabled={next !== undefined && changes.length === 0}
          >
            Save version {version + 1}
          </Button>
        </div>
      </Card>
    </form>
  );
}
