import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { requireFreeGroupName, sealGroupName } from './group-row';

/** A group without members. Throws `conflict` when the name is taken. */
export async function createGroup(
  ctx: TenantContext,
  input: { name: string },
): Promise<{ id: string }> {
  authorize(ctx, 'members:manage');
  const id = newId();
  await withTenantSql(ctx, async (sql) => {
    await requireFreeGroupName(ctx, sql, input.name);
    await sql(
      'insert into user_group (tenant_id, id, name_sealed, created_at) values (:tenant, $1, $2, $3)',
      [id, sealGroupName(ctx, id, input.name), now()],
    );
    await recordAudit(ctx, sql, { action: 'group.create', objectKind: 'group', objectId: id });
  });
  return { id };
}
