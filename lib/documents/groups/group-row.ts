import type { TenantTx } from '@/lib/db/tenant-models';
import { AppError } from '@/lib/errors';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';

const place = (id: string) => ({ table: 'user_group', row: id, column: 'name' });

export function groupName(ctx: TenantContext, id: string, sealed: Uint8Array): string {
  return tenantKeys(ctx).openText(place(id), sealed);
}

export function sealGroupName(ctx: TenantContext, id: string, name: string): Buffer<ArrayBuffer> {
  return tenantKeys(ctx).seal(place(id), name);
}

/** Names are sealed, so only the opened ones can be compared. Throws `conflict`. */
export async function requireFreeGroupName(
  ctx: TenantContext,
  tx: TenantTx,
  name: string,
  exceptId?: string,
): Promise<void> {
  await tx.sql(
    "select 1 from pg_advisory_xact_lock(hashtextextended('group names ' || :tenant::text, 0))",
  );
  const rows = await tx.userGroup.findMany({ select: { id: true, nameSealed: true } });
  const taken = rows.some(
    (row) =>
      row.id !== exceptId &&
      groupName(ctx, row.id, row.nameSealed).toLowerCase() === name.toLowerCase(),
  );
  if (taken) throw new AppError('conflict', 'There is a group of this name already.');
}
