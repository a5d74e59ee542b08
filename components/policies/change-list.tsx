import { GitPullRequestArrow } from 'lucide-react';
import Link from 'next/link';
import { PlaceChanges } from '@/components/console/placement/place-changes';
import { PolicyChanges } from '@/components/console/policy-changes';
import { policyValue } from '@/components/console/policy-value';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import { POLICY_FIELDS, type PolicyField } from '@/lib/console/policy/fields/schema';
import type { Target } from '@/lib/placement/schema';
import type { ChangeView } from '@/lib/policies/schema';
import type { Policy } from '@/lib/tenancy/schema';
import { BoundsFacts } from './bounds-facts';
import { ChangeActions } from './change-actions';
import { fieldName, STATE_WORDS, subjectOf } from './change-words';

interface ChangeListProps {
  changes: readonly ChangeView[];
  /** The operator who may act; absent: nobody here. */
  me?: string;
  empty: string;
}

/** Proposed changes with what they change, how far they are and what can be done with them. */
export function ChangeList({ changes, me, empty }: ChangeListProps) {
  if (changes.length === 0) return <EmptyState bare icon={<GitPullRequestArrow />} title={empty} />;
  return (
    <ul className="divide-y divide-line">
      {changes.map((change) => (
        <li
          key={change.id}
          id={`change-${change.id}`}
          className="grid gap-x-8 gap-y-3 px-5 py-4 md:grid-cols-2"
        >
          <div className="min-w-0 space-y-2 text-sm">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              {change.tenant ? (
                <Link
                  href={`/console/tenants/${change.tenant.id}`}
                  className="underline-offset-4 hover:underline"
                >
                  {change.tenant.name}
                </Link>
              ) : (
                subjectOf(change)
              )}
              <Badge tone={STATE_WORDS[change.state].tone}>{STATE_WORDS[change.state].label}</Badge>
              {change.paused && <Badge tone="warn">Paused</Badge>}
            </p>
            <p className="[overflow-wrap:anywhere]">{change.reason}</p>
            <p className="text-ink-faint text-xs">
              {change.proposedBy.name}, <Time value={change.proposedAt} />
              {change.decidedBy && `; ${change.decidedBy}: ${change.decision}`}
            </p>
            <Progress change={change} />
            {me && <ChangeActions change={change} me={me} />}
          </div>
          <Parts change={change} />
        </li>
      ))}
    </ul>
  );
}

function Progress({ change }: { change: ChangeView }) {
  const { beyond, startsAt, endsAt, stages, stage, tenants, inForce, overtaken } = change;
  return (
    <ul className="text-[0.8125rem] text-ink-soft">
      {beyond.length > 0 && <li>Beyond the bounds: {beyond.map(fieldName).join(', ')}</li>}
      {startsAt && (
        <li>
          Begins <Time value={startsAt} mode="absolute" />
        </li>
      )}
      {endsAt && (
        <li>
          Ends <Time value={endsAt} mode="absolute" />
        </li>
      )}
      {tenants > 1 && (
        <li>
          Stage {stage} of {stages}: {formatCount(inForce)} of {formatCount(tenants)} tenants have
          it
          {change.stageMinutes &&
            stage < stages &&
            `, the next after ${change.stageMinutes} minutes`}
        </li>
      )}
      {overtaken > 0 && (
        <li>
          {change.kind === 'plan'
            ? 'It had been changed otherwise meanwhile, and was left as it is'
            : `${formatCount(overtaken)} had been changed otherwise meanwhile, and were left as they are`}
        </li>
      )}
    </ul>
  );
}

function Parts({ change }: { change: ChangeView }) {
  const { kind, patch, expects } = change;
  if (kind === 'bounds') return <BoundsFacts bounds={patch} />;
  if (kind === 'placement')
    return <PlaceChanges before={expects as Target} after={patch as Target} />;
  const fields = Object.keys(patch) as PolicyField[];
  const after = patch as Policy;
  const before = expects as Policy | null;
  if (before && fields.every((field) => before[field] !== null && before[field] !== undefined))
    return (
      <PolicyChanges
        changes={fields.map((field) => ({ field, before: before[field], after: after[field] }))}
      />
    );
  return (
    <dl className="space-y-1 text-[0.8125rem]">
      {fields.map((field) => (
        <div key={field}>
          <dt className="text-ink-faint">{POLICY_FIELDS[field].label}</dt>
          <dd className="tabular whitespace-pre-line [overflow-wrap:anywhere]">
            {policyValue(field, after[field])}
          </dd>
        </div>
      ))}
    </dl>
  );
}
