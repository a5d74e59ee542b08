import { editPolicy, readLatest } from '@/lib/console/edit-policy';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PolicyPatch, Proposed } from '@/lib/policies/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { MadeTenant } from './make-tenant';

interface Wanted {
  patch: PolicyPatch;
  reason: string;
  startsAt?: string;
  endsAt?: string;
}

/** The tenant's newest version. */
export function latestPolicy(operator: PlatformContext, { ctx }: MadeTenant) {
  return withPlatform(operator, { action: 'test.read', reason: 'test' }, (sql) =>
    readLatest(sql, ctx.tenantId),
  );
}

/** Proposes other parts of it, as an operator who looked at it just now. */
export async function changePolicy(
  operator: PlatformContext,
  tenant: MadeTenant,
  { patch, ...wanted }: Wanted,
): Promise<Proposed> {
  const { version, policy } = await latestPolicy(operator, tenant);
  return editPolicy(operator, {
    ...{ tenantId: tenant.ctx.tenantId, basedOn: version, policy: { ...policy, ...patch } },
    ...wanted,
  });
}
