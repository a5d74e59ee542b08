import type { Names } from '@/components/budgets/rule-words';
import { POLICY_FIELDS, POLICY_GROUPS } from '@/lib/console/policy/fields/schema';
import type { Policy } from '@/lib/tenancy/schema';
import { policyValue } from './policy-value';

/** The limits in force, grouped as in the form. */
export function PolicySummary({ policy, names }: { policy: Policy; names: Names }) {
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
    </div>
  );
}
