import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { listOperations } from '@/lib/operations/list-operations';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { Placement } from '@/lib/tenancy/placement';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { PlacementView } from './schema';

interface Row {
  placement: Pick<
    PlacementView,
    | 'databaseTier'
    | 'databaseSchema'
    | 'vectorStore'
    | 'vectorTier'
    | 'vectorGeneration'
    | 'endpointHost'
    | 'modelAccount'
    | 'modelKeyEnding'
  >;
  second: Placement['building'];
  changed_at: Date;
}

/** Where the tenant's data is and how much of it, for operators and auditors. Throws `not_found`. */
export async function readPlacement(
  ctx: PlatformContext,
  tenantId: string,
): Promise<PlacementView> {
  authorizePlatform(ctx, 'placement:read');
  const why = {
    action: 'placement.view',
    reason: 'Looked at a tenant',
    tenantId,
    fold: '5 minutes',
  };
  const { row, size } = await withPlatform(ctx, why, async (sql) => {
    const [found] = await sql<Row>(
      `select jsonb_build_object('databaseTier', p.database_tier, 'databaseSchema', p.database_schema,
           'vectorStore', p.vector_store, 'vectorTier', p.vector_tier, 'vectorGeneration', p.vector_generation,
           'endpointHost', p.endpoint_host, 'modelAccount', p.model_account,
           'modelKeyEnding', p.model_key_ending) as placement,
         case when p.building_generation is not null then jsonb_build_object('store', p.building_store,
           'tier', p.building_tier, 'generation', p.building_generation, 'state', p.building_state) end as second,
         p.changed_at
       from tenant_placement p where p.tenant_id = $1`,
      [tenantId],
    );
    return { row: found, size: ctx.role === 'operator' ? await readSize(sql, tenantId) : null };
  });
  if (!row) throw notFound();
  const moves = (await listOperations(ctx, tenantId)).filter(({ kind }) => kind === 'move');
  return {
    ...row.placement,
    second: row.second,
    changedAt: row.changed_at.toISOString(),
    size,
    move: moves.find(({ finishedAt }) => finishedAt === null) ?? null,
    lastMove: moves.find(({ finishedAt }) => finishedAt !== null) ?? null,
  };
}

/** Rows about documents are granted to operators alone. */
async function readSize(sql: PlatformSql, tenantId: string): Promise<PlacementView['size']> {
  const [row] = await sql<{ documents: bigint; chunks: bigint; bytes: bigint }>(
    `select count(*) as documents, coalesce(sum(chunk_count), 0)::bigint as chunks,
       coalesce(sum(bytes), 0)::bigint as bytes from document where tenant_id = $1`,
    [tenantId],
  );
  return {
    documents: Number(row?.documents ?? 0),
    chunks: Number(row?.chunks ?? 0),
    bytes: Number(row?.bytes ?? 0),
  };
}
