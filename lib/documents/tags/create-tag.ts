import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { TagView } from './schema';
import { readTags, requireFreeTagName, sealTagName } from './tag-row';

const MOST = 200;

/** Throws `conflict` for a name that is taken, and when there are too many. */
export async function createTag(ctx: TenantContext, input: { name: string }): Promise<TagView> {
  authorize(ctx, 'documents:upload');
  const id = newId();
  await withTenantSql(ctx, async (sql) => {
    await requireFreeTagName(ctx, sql, input.name);
    if ((await readTags(ctx, sql)).length >= MOST)
      throw new AppError('conflict', `A workspace has at most ${MOST} tags. Delete one first.`);
    await sql(
      'insert into tag (tenant_id, id, name_sealed, created_at) values (:tenant, $1, $2, $3)',
      [id, sealTagName(ctx, id, input.name), now()],
    );
    await recordAudit(ctx, sql, { action: 'tag.create', objectKind: 'tag', objectId: id });
  });
  return { id, name: input.name };
}
