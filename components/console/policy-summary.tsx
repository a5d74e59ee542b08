import type { Names } from '@/components/budgets/rule-words';
import { POLICY_FIELDS, POLICY_GROUPS } from '@/lib/console/policy/fields/schema';
import type { Target } from '@/lib/placement/schema';
import type { Policy } from '@/lib/tenancy/schema';
import { PlaceFacts } from './placement/place-facts';
import { policyValue } from './policy-value';

interface PolicySummaryProps {
  policy: Policy;
  /** Where the tenant's data lies. */
  place: Target;
  names: Names;
}

/** The policy in force, grouped as in the form. */
export function PolicySummary({ policy, place, names }: PolicySummaryProps) {
  return (
    <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
      {POLICY_GROUPS.map((group) => (
        <section key={group.title}>
          <h3 className="mb-1.5 font-medium text-[0.8125rem] text-ink-faint">{group.title}</h3>
          <dl className="space-y-1 text-sm">
            {group.fields.map((field) => (
              <div key={field} className="flex flex-wrap justify-between gap-x-4">
                <dt className="text-ink-soft">{POLICY_FIELDS[field].label}</dt>
                <dd className="tabular ml-auto whitespace-pre-line text-right [overflow-wrap:anywhere]">
                  {policyValue(field, policy[field], names)}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <section>
        <h3 className="mb-1.5 font-medium text-[0.8125rem] text-ink-faint">Placement</h3>
        <PlaceFacts place={place} />
      </section>
    </div>
  );
}
