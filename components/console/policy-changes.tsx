import { ArrowRight } from 'lucide-react';
import type { Names } from '@/components/budgets/rule-words';
import { formatCount } from '@/components/ui/format';
import { POLICY_FIELDS } from '@/lib/console/policy/fields/schema';
import type { PolicyChange } from '@/lib/console/policy/schema';
import { policyValue } from './policy-value';

/** Before and after of each field that differs; of many tenants, of how many of them it does. */
export function PolicyChanges({
  changes,
  names,
}: {
  changes: readonly (PolicyChange & { tenants?: number })[];
  names?: Names;
}) {
  return (
    <dl className="space-y-2 text-[0.8125rem]">
      {changes.map(({ field, before, after, tenants }) => (
        <div key={`${field}: ${JSON.stringify(before)}`}>
          <dt className="text-ink-faint">{POLICY_FIELDS[field].label}</dt>
          <dd className="tabular flex min-w-0 flex-wrap items-center gap-x-1.5 whitespace-pre-line [overflow-wrap:anywhere]">
            <del className="text-ink-soft">{policyValue(field, before, names)}</del>
            <ArrowRight aria-label="becomes" className="size-3.5 shrink-0 text-ink-faint" />
            <ins className="font-medium no-underline">{policyValue(field, after, names)}</ins>
            {tenants !== undefined && (
              <span className="text-ink-faint">
                for {formatCount(tenants)} {tenants === 1 ? 'tenant' : 'tenants'}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
