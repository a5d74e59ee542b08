import { PolicyHistory } from '@/components/console/policy-history';
import { policyValue } from '@/components/console/policy-value';
import { planName } from '@/components/console/status-badges';
import { formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { PolicyVersion } from '@/lib/console/policy/schema';
import type { PlanView } from '@/lib/policies/schema';
import { EditPlanButton } from './edit-plan-button';

interface PlanListProps {
  /** Each with its policy as text, and its versions, newest first. */
  plans: readonly (PlanView & { manifest: string; versions: readonly PolicyVersion[] })[];
  acts: boolean;
}

const SHOWN = [
  'requestsPerMinute',
  'tokensPerMonth',
  'priceNanoPerMonth',
  'models',
  'weight',
] as const;

/** What each plan gives to those who begin with it now, and what it gave before. */
export function PlanList({ plans, acts }: PlanListProps) {
  return (
    <ul className="divide-y divide-line">
      {plans.map(({ manifest, versions, ...view }) => {
        const { plan, version, policy, reason, createdAt, tenants } = view;
        return (
          <li key={plan} className="px-5 py-4 text-sm">
            <div className="flex flex-wrap items-start justify-between gap-3">
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
              {acts && <EditPlanButton key={version} plan={view} manifest={manifest} />}
            </div>
            <details className="mt-2">
              <summary className="w-fit cursor-pointer rounded-sm text-accent-text touch:py-2">
                Versions of the {planName(plan)} plan
              </summary>
              <div className="-mx-5">
                <PolicyHistory versions={versions} whose={{ of: 'plan', plan }} acts={acts} />
              </div>
            </details>
          </li>
        );
      })}
    </ul>
  );
}
