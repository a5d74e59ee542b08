import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import { sealForTenant } from '@/lib/keys/seal-for-tenant';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { endpointPlace } from '@/lib/vectors/dedicated-endpoint';
import type { SetVectorCluster } from './schema';

/**
 * Address and key of a vector cluster of the tenant's own, to which a move can then take its vectors.
 * Sealed like its provider key. `conflict` while vectors lie there, which would be lost from sight, and while a move there is
 * proposed or runs, since who approves it approves this cluster.
 */
export async function setVectorCluster(
  ctx: PlatformContext,
  { tenantId, url, apiKey, reason }: SetVectorCluster,
): Promise<void> {
  authorizePlatform(ctx, 'placement:edit');
  const action = 'placement.vector_cluster';
  await withPlatform(ctx, { action, reason, tenantId }, async (sql) => {
    const known = await sql('select id from tenant where id = $1', [tenantId]);
    if (known.length === 0) throw notFound();
    const endpoint = JSON.stringify(apiKey ? { url, apiKey } : { url });
    const sealed = await sealForTenant(ctx, tenantId, endpointPlace(tenantId), endpoint);
    const [row] = await sql<{ changed: boolean }>(
      'select tenancy.set_vector_endpoint($1, $2, $3, $4) as changed',
      [tenantId, sealed, new URL(url).host, now()],
    );
    if (!row?.changed)
      throw new AppError(
        'conflict',
        'Vectors lie in the cluster, or a move there is proposed. End that first.',
      );
    await recordOperatorChange(ctx, sql, { tenantId, action, objectKind: 'placement' });
  });
}
