import { z } from 'zod';
import { recordAudit } from '@/lib/audit/record';
import { TenantMismatch } from '@/lib/db/assert-tenant';
import { holdPlacement } from '@/lib/db/hold-placement';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { isAppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { listObjects, type StoredObject } from '@/lib/objects/list-objects';
import type { Operation } from '@/lib/operations/operation';
import { buildGeneration } from '@/lib/retrieval/build-generation';
import type { TenantContext } from '@/lib/tenancy/context';
import type { VectorGeneration } from '@/lib/tenancy/placement';
import { tenantVectorGeneration } from '@/lib/vectors/tenant-vectors';
import type { TenantVectorGeneration } from '@/lib/vectors/vector-store';

/** What the operation `reindex` is asked for after a restore. */
export const repairSchema = z.object({ repair: z.guid(), restoredAt: z.coerce.date() });

/**
 * Makes the tenant's stores what its restored rows say, while it is used: vectors and files without a row go,
 * rows without vectors are embedded. A table of vectors that cannot be read is built anew from the rows.
 */
export async function repairStores(operation: Operation): Promise<void> {
  const { ctx } = operation;
  const { restoredAt } = repairSchema.parse(operation.detail);
  for (const place of await generations(ctx)) {
    const target = await tenantVectorGeneration(ctx, place);
    await dropUnreadable(ctx, target);
    await buildGeneration(operation, target, undefined);
  }
  const orphans = await removeOrphans(ctx, restoredAt);
  await withTenantSql(ctx, (sql) =>
    recordAudit(ctx, sql, {
      action: 'restore.repair',
      objectKind: 'operation',
      objectId: operation.id,
      detail: { orphans },
    }),
  );
  await operation.note({ orphans });
}

/** The one that answers come from, and one that is kept beside it; what a move or re-index builds is its own to end. */
function generations(ctx: TenantContext): Promise<VectorGeneration[]> {
  return holdPlacement(ctx, 'shared', async (placement) => {
    const { vectorStore: store, vectorTier: tier, vectorGeneration: generation } = placement;
    const { building } = placement;
    return [{ store, tier, generation }, ...(building?.state === 'kept' ? [building] : [])];
  });
}

async function dropUnreadable(ctx: TenantContext, target: TenantVectorGeneration): Promise<void> {
  try {
    for await (const _page of target.rows());
  } catch (error) {
    // A store that is away is not one that is damaged, and another tenant's row is an alarm.
    if (isAppError(error) || error instanceof TenantMismatch) throw error;
    log.error({ tenant: ctx.tenantId, err: error }, 'restored vectors cannot be read: built anew');
    await target.drop();
  }
}

/** Files from before the restore that no row names. Returns how many. */
async function removeOrphans(ctx: TenantContext, restoredAt: Date): Promise<number> {
  const stored = (await listObjects(ctx)).filter(({ storedAt }) => storedAt <= restoredAt);
  const rows = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; kind: string; id: string }>(
      `select tenant_id, 'document' as kind, id from document where tenant_id = :tenant
       union all select tenant_id, 'export', id from tenant_export where tenant_id = :tenant and removed_at is null
       union all select tenant_id, 'part', unnest(part_ids) from pending_upload where tenant_id = :tenant`,
    ),
  );
  const named = new Set(rows.map(({ kind, id }) => `${kind} ${id}`));
  const isNamed = ({ kind, id }: StoredObject) =>
    named.has(`${kind === 'export' || kind === 'part' ? kind : 'document'} ${id}`);
  const orphans = stored.filter((object) => !isNamed(object));
  for (const orphan of orphans) await orphan.remove();
  return orphans.length;
}
