import { afterAll, expect, it } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { startQdrantStandIn } from '@/e2e/support/qdrant/stand-in';
import { superuserClient } from '@/e2e/support/superuser-client';
import { closePools } from '@/lib/db/pools';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { dedicatedEndpoint, endpointPlace } from './dedicated-endpoint';
import { alongAxis, row } from './made-rows.test-suite';
import { tenantVectorGeneration } from './tenant-vectors';

afterAll(() => closePools());

it('is opened with the tenant’s key, and without one nothing is written', async () => {
  const standIn = await startQdrantStandIn();
  const client = await superuserClient();
  const [mine, other] = [await makeTenant(), await makeTenant()];
  const sealed = tenantKeys(mine.ctx).seal(
    endpointPlace(mine.ctx.tenantId),
    JSON.stringify({ url: standIn.url, apiKey: standIn.apiKey }),
  );
  await client.query(
    `update tenant_placement set endpoint_sealed = $1, endpoint_host = 'localhost' where tenant_id = any($2)`,
    [sealed, [mine.ctx.tenantId, other.ctx.tenantId]],
  );
  await client.end();
  const place = { store: 'qdrant', tier: 'dedicated', generation: 1 } as const;
  const vectors = await tenantVectorGeneration(mine.ctx, place);
  await vectors.upsert([row(alongAxis(0))]);
  expect(await vectors.count()).toBe(1);
  expect(standIn.cluster.collections.size).toBe(1);
  // Another tenant's sealed address, in the wrong row.
  await expect(dedicatedEndpoint(other.ctx)).rejects.toThrow();
  const without = await makeTenant();
  await expect(tenantVectorGeneration(without.ctx, place)).rejects.toMatchObject({
    code: 'store_unavailable',
  });
  await standIn.close();
});
