import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { type Place, tenantKeys } from '@/lib/keys/tenant-keys';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import { forgettable } from '@/lib/tenant-caches';
import type { VectorEndpoint } from './vector-backend';

/** What `tenant_placement.endpoint_sealed` holds, as JSON, sealed under the tenant's key. */
export const endpointSchema = z.object({
  url: z.url(),
  apiKey: z.string().min(1).optional(),
});

export function endpointPlace(tenantId: string): Place {
  return { table: 'tenant_placement', row: tenantId, column: 'endpoint' };
}

const KNOWN_MS = 30_000;
const known = processState(
  'vectors.endpoints',
  () => new LRUCache<string, VectorEndpoint>({ max: 1_000, ttl: KNOWN_MS }),
);
forgettable('vector endpoints', (tenantId) => Number(known.delete(tenantId)));

/** The vector cluster of the context's own tenant. It does not change while data lies there. */
export async function dedicatedEndpoint(ctx: TenantContext): Promise<VectorEndpoint> {
  const cached = known.get(ctx.tenantId);
  if (cached) return cached;
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; endpoint_sealed: Buffer | null }>(
      'select tenant_id, endpoint_sealed from tenant_placement where tenant_id = :tenant',
    ),
  );
  if (!row?.endpoint_sealed)
    throw new AppError('store_unavailable', 'The workspace has no vector cluster of its own.');
  const opened = tenantKeys(ctx).openText(endpointPlace(ctx.tenantId), row.endpoint_sealed);
  const endpoint = endpointSchema.parse(JSON.parse(opened));
  known.set(ctx.tenantId, endpoint);
  return endpoint;
}
