import type { Policy } from '@/lib/tenancy/schema';
import { type BudgetScope, scopesOf } from './scopes';

/** The tenant's own budgets for days and months, whoever asks and by whichever model. */
export function planScopes(
  tenant: { id: string; timeZone: string },
  policy: Policy,
  at: Date,
): (BudgetScope & { period: 'day' | 'month' })[] {
  const { id, timeZone } = tenant;
  const nobody = { tenantId: id, timeZone, principal: { kind: 'worker', id } } as const;
  return scopesOf(nobody, policy, { model: '', feature: '' }, at).flatMap((scope) =>
    scope.scope === 'tenant' && scope.period !== 'minute'
      ? [{ ...scope, period: scope.period }]
      : [],
  );
}
