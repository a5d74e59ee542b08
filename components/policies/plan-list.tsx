'use client';

import { policyValue } from '@/components/console/policy-value';
import { planName } from '@/components/console/status-badges';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import { editPlanAction } from '@/lib/policies/actions';
import type { PlanView } from '@/lib/policies/schema';
import { ProposalDialog } from './proposal-dialog';

interface PlanListProps {
  /** Each with its policy as text. */
  plans: readonly (PlanView & { manifest: string })[];
  acts: boolean;
}

const SHOWN = [
  'requestsPerMinute',
  'tokensPerMonth',
  'priceNanoPerMonth',
  'models',
  'weight',
] as const;

/** What each plan gives to those who begin with it now. */
export function PlanList({ plans, acts }: PlanListProps) {
  return (
    <ul className="divide-y divide-line">
      {plans.map(({ plan, version, policy, reason, createdAt, tenants, manifest }) => (
        <li
          key={plan}
          className="flex flex-wrap items-start justify-between gap-3 px-5 py-4 text-sm"
        >
          <div className="min-w-0 space-y-1">
            <p className="font-medium">
              {planName(plan)}, version {version}
            </p>
            <p className="text-ink-soft [overflow-wrap:anywhere]">
              {SHOWN.map((field) => policyValue(field, policy[field])).join(' · ')}
            </p>
            <p className="text-ink-faint text-xs [overflow-wrap:anywhere]">
              {formatCount(tenants)} {tenants === 1 ? 'tenant' : 'tenants'} · {reason} ·{' '}
              <Time value={createdAt} />
            </p>
          </div>
          {acts && (
            <ProposalDialog
              key={version}
              trigger={
                <Button size="sm" aria-label={`Edit the ${planName(plan)} plan`}>
                  Edit
                </Button>
              }
              title={`${planName(plan)} plan`}
              description="For whoever begins with it or changes to it from then on. Who has it keeps what was agreed; a roll-out changes those."
              manifest={manifest}
              manifestHint="YAML or JSON; what it leaves out stays."
              onPropose={(patch, why) =>
                editPlanAction({ plan, basedOn: version, patch, reason: why })
              }
            />
          )}
        </li>
      ))}
    </ul>
  );
}
