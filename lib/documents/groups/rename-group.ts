import { recordAudit } from '@/lib/audit/record';
import { withTenant } from '@/lib/db/tenant-models';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { requireFreeGroupName, sealGroupName } from './group-row';

/** Throws `not_found`, or `conflict` when the name is taken. */
export async function renameGroup(
  ctx: TenantContext,
  input: { id: string; name: string },
): Promise<void> {
  authorize(ctx, 'members:manage');
  await withTenant(ctx, async (tx) => {
    await requireFreeGroupName(ctx, tx, input.name, input.id);
    const renamed = await tx.userGroup.updateMany({
      where: { id: input.id },
      data: { nameSealed: sealGroupName(ctx, input.id, input.name) },
    });
    if (renamed === 0) throw notFound();
    await recordAudit(ctx, tx.sql, {
      action: 'group.rename',
      objectKind: 'group',
      objectId: input.id,
    });
  });
}
