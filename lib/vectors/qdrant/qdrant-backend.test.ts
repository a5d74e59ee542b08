import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { type QdrantStandIn, startQdrantStandIn } from '@/e2e/support/qdrant/stand-in';
import { closePools } from '@/lib/db/pools';
import { env } from '@/lib/env';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import type { VectorTier } from '@/lib/tenancy/placement';
import { vectorStoreContract } from '../contract.test-suite';
import { tenantVectorGeneration } from '../tenant-vectors';
import type { VectorEndpoint } from '../vector-backend';

let standIn: QdrantStandIn | undefined;
let endpoint: VectorEndpoint;

beforeAll(async () => {
  if (!env.QDRANT_URL) standIn = await startQdrantStandIn();
  endpoint = standIn ?? { url: env.QDRANT_URL ?? '', apiKey: env.QDRANT_API_KEY };
});

afterAll(async () => {
  await standIn?.close();
  await closePools();
});

const context = async () => (await makeTenant()).ctx;
const opened =
  (tier: VectorTier) =>
  (ctx: TenantContext, generation = 1) =>
    tenantVectorGeneration(ctx, { store: 'qdrant', tier, generation }, endpoint);

describe('Qdrant, a namespace each', () => {
  vectorStoreContract({
    open: opened('namespace'),
    context,
    // A real one can be made to lie only through the gateway's own token.
    misplace: env.QDRANT_URL
      ? undefined
      : async (ctx) => {
          for (const { points } of standIn?.cluster.collections.values() ?? [])
            for (const { payload } of points.values())
              if (payload.tenant_id === ctx.tenantId) payload.tenant_id = newId();
        },
  });
});

describe('Qdrant, shared', () => {
  vectorStoreContract({ open: opened('shared'), context });
});

describe('Qdrant, dedicated', () => {
  vectorStoreContract({ open: opened('dedicated'), context });
});

it.skipIf(!env.QDRANT_URL)('not_run: real Qdrant', () => {
  expect(endpoint.url).toBe(env.QDRANT_URL);
});

if (!env.QDRANT_URL) {
  it('keeps to the OpenAPI document, tokens for data, the key for the rest', () => {
    expect(standIn?.violations).toEqual([]);
    expect(standIn?.calls.length).toBeGreaterThan(100);
  });
}
