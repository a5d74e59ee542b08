import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { type QdrantStandIn, startQdrantStandIn } from '@/e2e/support/qdrant/stand-in';
import { superuserClient } from '@/e2e/support/superuser-client';
import { holdPlacement } from '@/lib/db/hold-placement';
import { closePools } from '@/lib/db/pools';
import { env } from '@/lib/env';
import { newId } from '@/lib/ids';
import { markErased } from '@/lib/keys/erased-tenants';
import type { TenantContext } from '@/lib/tenancy/context';
import { alongAxis, row } from './made-rows.test-suite';
import { tenantVectorGeneration, tenantVectors } from './tenant-vectors';

let standIn: QdrantStandIn;
beforeAll(async () => {
  standIn = await startQdrantStandIn();
});
afterAll(async () => {
  await standIn.close();
  await closePools();
});

const context = async () => (await makeTenant()).ctx;

async function secondGeneration(ctx: TenantContext, store: string, state: string): Promise<void> {
  const client = await superuserClient();
  await client.query(
    `update tenant_placement set building_store = $2, building_tier = 'namespace', building_generation = 2,
       building_state = $3, last_generation = 2 where tenant_id = $1`,
    [ctx.tenantId, store, state],
  );
  await client.end();
}

describe('tenant vectors', () => {
  it('refuses anything but a minted context', async () => {
    const forged = { tenantId: newId() } as unknown as TenantContext;
    expect(() => tenantVectors(forged)).toThrow(TypeError);
    await expect(
      tenantVectorGeneration(forged, { store: 'lancedb', tier: 'shared', generation: 1 }),
    ).rejects.toThrow(TypeError);
  });

  it('are the generation of the placement', async () => {
    const ctx = await context();
    const made = row(alongAxis(0));
    await tenantVectors(ctx).upsert([made]);
    const { vectorStore: store, vectorTier: tier, vectorGeneration: generation } = ctx.placement;
    const own = await tenantVectorGeneration(ctx, { store, tier, generation });
    expect(await own.count()).toBe(1);
    expect(await tenantVectors(ctx).search(alongAxis(0), { limit: 5 })).toHaveLength(1);
    await tenantVectors(ctx).drop();
    expect(await own.count()).toBe(0);
  });

  it('take every change in a second generation too, being built or kept', async () => {
    const ctx = await context();
    const { vectorStore: store, vectorTier: tier } = ctx.placement;
    const vectors = tenantVectors(ctx);
    const [kept, moved, removed] = [row(alongAxis(0)), row(alongAxis(1)), row(alongAxis(2))];
    await vectors.upsert([kept]);
    await secondGeneration(ctx, 'qdrant', 'building');
    const second = await tenantVectorGeneration(
      ctx,
      { store: 'qdrant', tier: 'namespace', generation: 2 },
      standIn,
    );
    Object.assign(env, { QDRANT_URL: standIn.url, QDRANT_API_KEY: standIn.apiKey });
    await vectors.upsert([moved, removed]);
    const folderId = newId();
    await vectors.moveDocument(moved.documentId, folderId);
    await vectors.removeDocument(removed.documentId);
    expect(await vectors.count()).toBe(2);
    const { vector: _, ...entry } = moved;
    for await (const page of second.entries()) expect(page).toEqual([{ ...entry, folderId }]);
    expect(await second.count()).toBe(1);
    await vectors.drop();
    expect(await second.count()).toBe(0);
    const first = await tenantVectorGeneration(ctx, { store, tier, generation: 1 });
    expect(await first.count()).toBe(0);
    Object.assign(env, { QDRANT_URL: undefined, QDRANT_API_KEY: undefined });
  });

  it('write nothing of a tenant that is erased', async () => {
    const ctx = await context();
    markErased(ctx.tenantId);
    await expect(tenantVectors(ctx).upsert([row(alongAxis(0))])).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await tenantVectors(ctx).count()).toBe(0);
  });

  it('wait with a write while the placement changes, and not with a read', async () => {
    const ctx = await context();
    const vectors = tenantVectors(ctx);
    let wrote = false;
    let writing: Promise<void> | undefined;
    await holdPlacement(ctx, 'exclusive', async () => {
      writing = vectors.upsert([row(alongAxis(0))]).then(() => {
        wrote = true;
      });
      expect(await vectors.count()).toBe(0);
      expect(wrote).toBe(false);
    });
    await writing;
    expect(await vectors.count()).toBe(1);
  });
});

describe('Qdrant away', () => {
  const open = async (url = standIn.url) =>
    tenantVectorGeneration(
      await context(),
      { store: 'qdrant', tier: 'namespace', generation: 1 },
      { url, apiKey: standIn.apiKey },
    );
  const unavailable = { code: 'store_unavailable', status: 503, retryAfter: 2 };

  it('is told at once when nobody listens', async () => {
    const vectors = await open('http://127.0.0.1:9');
    await expect(vectors.search(alongAxis(0), { limit: 1 })).rejects.toMatchObject(unavailable);
    await expect(vectors.upsert([row(alongAxis(0))])).rejects.toMatchObject(unavailable);
  });

  it.each([500, 502, 503, 429])('is told when it answers %s', async (status) => {
    const vectors = await open();
    standIn.fault = status;
    const search = vectors.search(alongAxis(0), { limit: 1 });
    await expect(search).rejects.toMatchObject(unavailable);
    standIn.fault = undefined;
  });

  it('is told within two seconds when it does not answer', async () => {
    const vectors = await open();
    standIn.fault = 'hang';
    const from = performance.now();
    const search = vectors.search(alongAxis(0), { limit: 1 });
    await expect(search).rejects.toMatchObject(unavailable);
    expect(performance.now() - from).toBeLessThan(2_000);
    standIn.fault = undefined;
  });

  it('is not away when it closed an idle connection', async () => {
    const vectors = await open();
    standIn.fault = 'close once';
    expect(await vectors.count()).toBe(0);
    expect(standIn.fault).toBeUndefined();
  });

  it('is no reason to wait when the key is wrong', async () => {
    const vectors = await tenantVectorGeneration(
      await context(),
      { store: 'qdrant', tier: 'namespace', generation: 1 },
      { url: standIn.url, apiKey: 'another key' },
    );
    await expect(vectors.count()).rejects.toMatchObject({ name: 'QdrantRefusal', status: 401 });
  });
});
