import type { AuditRow } from '@/lib/console/schema';

/** Beside the policies' own: what else puts a version of a policy in force. */
const OF_POLICIES = new Set(['plan.change', 'quota.decide']);

/** Where the change that an entry records is seen beside what was before it; undefined where there is no such page. */
export function changeHref({
  action,
  tenant,
  detail,
}: Pick<AuditRow, 'action' | 'tenant' | 'detail'>): string | undefined {
  const isPolicy = action.startsWith('policy.');
  if (!tenant) {
    const isPlan = action.startsWith('plan.');
    if (isPlan && typeof detail?.version === 'number')
      return `/console/policies#${detail.plan}-version-${detail.version}`;
    if ((isPolicy || isPlan) && typeof detail?.change === 'string')
      return `/console/policies#change-${detail.change}`;
    // Without a change it was in force at once.
    return action === 'plan.edit' && typeof detail?.basedOn === 'number'
      ? `/console/policies#${detail.plan}-version-${detail.basedOn + 1}`
      : undefined;
  }
  if (!isPolicy && !OF_POLICIES.has(action)) return undefined;
  const page = `/console/tenants/${tenant.id}`;
  if (typeof detail?.version === 'number') return `${page}#version-${detail.version}`;
  // Which version it came to be was not known then.
  if (typeof detail?.startsAt === 'string') return `/console/policies#change-${detail.change}`;
  if (typeof detail?.basedOn === 'number') return `${page}#version-${detail.basedOn + 1}`;
  return isPolicy ? page : undefined;
}
