import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenant } from '@/lib/db/tenant-models';
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
  await withTenant(ctx, async (tx) => {
    await requireFreeGroupName(ctx, tx, input.name);
    await tx.userGroup.create({
      data: { id, nameSealed: sealGroupName(ctx, id, input.name), createdAt: now() },
    });
    await recordAudit(ctx, tx.sql, { action: 'group.create', objectKind: 'group', objectId: id });
  });
  return { id };
}
