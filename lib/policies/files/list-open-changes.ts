import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Plan } from '@/lib/tenancy/schema';
import type { ChangeKind } from '../schema';

/** A change that waits for another operator or for its time, or a move that has not ended. */
export interface OpenChange {
  kind: ChangeKind;
  plan: Plan | null;
  /** Of a change of one tenant alone. */
  tenantId: string | null;
  patch: object;
}

/** All of them, however many: what is left out here would be proposed again. */
export async function listOpenChanges(ctx: PlatformContext): Promise<OpenChange[]> {
  authorizePlatform(ctx, 'policies:edit');
  const why = { action: 'policy.view', reason: 'Read what waits, to propose nothing twice' };
  return withPlatform(ctx, why, (sql) =>
    sql<OpenChange>(
      `select c.kind, c.plan, c.patch, one.id as "tenantId" from policy_change c left join lateral (
         select (array_agg(g.tenant_id))[1] as id from policy_change_target g where g.change_id = c.id having count(*) = 1) one on true
       where c.state in ('waiting', 'ready') or c.kind = 'placement' and c.state = 'done' and exists (
         select from tenant_operation o where o.id = c.id and o.state in ('queued', 'running'))`,
    ),
  );
}
