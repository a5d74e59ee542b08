import { recordAudit } from '@/lib/audit/record';
import { type TenantTx, withTenant } from '@/lib/db/tenant-models';
import { folderName, requireFreeFolderName } from '@/lib/documents/folders/folder-row';
import { groupName, requireFreeGroupName } from '@/lib/documents/groups/group-row';
import { readTags, requireFreeTagName } from '@/lib/documents/tags/tag-row';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize, type TenantPermission } from '@/lib/tenancy/roles';
import type { NamedKind, PutBackNamed } from './schema';

const PERMISSION: Record<NamedKind, TenantPermission> = {
  folder: 'folders:manage',
  group: 'members:manage',
  tag: 'documents:upload',
};

/**
 * Undoes the deletion of a folder, a group or a tag with all that it was. Throws `forbidden`, `not_found` once it is over,
 * and `conflict` when its name was taken meanwhile.
 */
export async function putBackNamed(ctx: TenantContext, { kind, id }: PutBackNamed): Promise<void> {
  authorize(ctx, PERMISSION[kind]);
  await withTenant(ctx, async (tx) => {
    const [row] = await tx.sql<{ shown: boolean }>(
      'select tenancy.show_named($1, $2) as shown where tenancy.current_tenant() = :tenant',
      [kind, id],
    );
    if (row?.shown !== true) throw notFound();
    await REQUIRE_FREE[kind](ctx, tx, id);
    await recordAudit(ctx, tx.sql, { action: `${kind}.undelete`, objectKind: kind, objectId: id });
  });
}

const REQUIRE_FREE: Record<
  NamedKind,
  (ctx: TenantContext, tx: TenantTx, id: string) => Promise<void>
> = {
  async folder(ctx, { sql }, id) {
    const [row] = await sql<{ tenant_id: string; name_sealed: Buffer | null }>(
      'select tenant_id, name_sealed from folder where tenant_id = :tenant and id = $1',
      [id],
    );
    if (!row) throw notFound();
    await requireFreeFolderName(ctx, sql, folderName(ctx, id, row.name_sealed), id);
  },
  async group(ctx, tx, id) {
    const [row] = await tx.sql<{ tenant_id: string; name_sealed: Buffer }>(
      'select tenant_id, name_sealed from user_group where tenant_id = :tenant and id = $1',
      [id],
    );
    if (!row) throw notFound();
    await requireFreeGroupName(ctx, tx, groupName(ctx, id, row.name_sealed), id);
  },
  async tag(ctx, { sql }, id) {
    const tag = (await readTags(ctx, sql)).find((each) => each.id === id);
    if (!tag) throw notFound();
    await requireFreeTagName(ctx, sql, tag.name, id);
  },
};
