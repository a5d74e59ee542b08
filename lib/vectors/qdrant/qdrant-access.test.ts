import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { type QdrantStandIn, startQdrantStandIn } from '@/e2e/support/qdrant/stand-in';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { alongAxis, row } from '../made-rows.test-suite';
import { tenantVectorGeneration } from '../tenant-vectors';
import { vectorSpace } from '../vector-space';
import { qdrantBackend } from './qdrant-backend';
import { collectionOf } from './qdrant-collections';
import { qdrantRequest } from './qdrant-request';
import { qdrantToken } from './qdrant-token';

let standIn: QdrantStandIn;
beforeAll(async () => {
  standIn = await startQdrantStandIn();
});
afterAll(async () => {
  await standIn.close();
  await closePools();
});

const ONE = { store: 'qdrant', tier: 'namespace', generation: 1 } as const;

const TENANT = newId();

async function filled(): Promise<{ ctx: TenantContext; collection: string }> {
  const { ctx } = await makeTenant();
  await (await tenantVectorGeneration(ctx, ONE, standIn)).upsert([row(alongAxis(0))]);
  return { ctx, collection: collectionOf(await vectorSpace(ctx, ONE, false, standIn)) };
}

function call(collection: string, key: string | undefined, path = '/points/count') {
  const [method, body] =
    path === '/points/count' ? (['POST', { exact: true }] as const) : (['DELETE'] as const);
  const request = { method, path: `/collections/${collection}${path}`, body, key };
  return qdrantRequest(standIn, { ...request, timeoutMs: 2_000 });
}

function signed(secret: string, claims: object, alg = 'HS256'): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const head = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`;
  return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
}

describe('tokens', () => {
  it('open their own collection and nothing else', async () => {
    const [mine, theirs] = [await filled(), await filled()];
    const token = qdrantToken(TENANT, standIn, mine.collection, 'r');
    expect(await call(mine.collection, token)).toEqual({ count: 1 });
    await expect(call(theirs.collection, token)).rejects.toMatchObject({ status: 403 });
    await expect(call(mine.collection, token, '')).rejects.toMatchObject({ status: 403 });
    const writing = qdrantToken(TENANT, standIn, mine.collection, 'rw');
    await expect(call(mine.collection, writing, '')).rejects.toMatchObject({ status: 403 });
    await expect(call(theirs.collection, writing)).rejects.toMatchObject({ status: 403 });
  });

  it('are refused when forged, changed or late', async () => {
    const { collection } = await filled();
    const seconds = Math.floor(Date.now() / 1_000);
    const access = [{ collection, access: 'r' }];
    const late = signed(standIn.apiKey, { exp: seconds - 1, access });
    const forged = signed('a guess', { exp: seconds + 30, access });
    const unsigned = signed(standIn.apiKey, { exp: seconds + 30, access }, 'none');
    for (const key of [undefined, 'x', 'a.b.c', late, forged, unsigned])
      await expect(call(collection, key)).rejects.toMatchObject({ status: 401 });
  });

  it('live for less than a minute, of which one is used again', () => {
    const token = qdrantToken(TENANT, standIn, 'some collection', 'r') ?? '';
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const left = claims.exp - Date.now() / 1_000;
    expect(left).toBeGreaterThan(15);
    expect(left).toBeLessThan(60);
    expect(claims.access).toEqual([{ collection: 'some collection', access: 'r' }]);
    expect(qdrantToken(TENANT, standIn, 'some collection', 'r')).toBe(token);
    expect(qdrantToken(TENANT, standIn, 'some collection', 'rw')).not.toBe(token);
    expect(qdrantToken(TENANT, { url: standIn.url }, 'some collection', 'r')).toBeUndefined();
  });
});

describe('aliases', () => {
  it('lead readers to the generation that was published last', async () => {
    const { ctx } = await makeTenant();
    const current = await vectorSpace(ctx, ONE, true, standIn);
    await qdrantBackend.upsert(current, [row(alongAxis(0))]);
    const next = await vectorSpace(ctx, { ...ONE, generation: 2 }, false, standIn);
    await qdrantBackend.upsert(next, [row(alongAxis(1)), row(alongAxis(2))]);
    expect(await qdrantBackend.count(current)).toBe(1);
    await qdrantBackend.publish(next);
    expect(await qdrantBackend.count(current)).toBe(2);
    await qdrantBackend.drop(await vectorSpace(ctx, ONE, false, standIn));
    expect(await qdrantBackend.count(current)).toBe(2);
    const names = [...standIn.cluster.aliases].flat().join();
    expect(names).not.toContain(ctx.tenantId.slice(0, 8));
  });
});

describe('the shared collection', () => {
  it('is indexed for tenants, and its filter is a must', async () => {
    const { ctx } = await makeTenant();
    const vectors = await tenantVectorGeneration(ctx, { ...ONE, tier: 'shared' }, standIn);
    await vectors.upsert([row(alongAxis(0))]);
    const shared = standIn.cluster.collections.get('tenantry-shared');
    expect(shared?.indexes.get('tenant_id')).toEqual({ type: 'keyword', is_tenant: true });
    const { payload } = [...(shared?.points.values() ?? [])][0] ?? {};
    expect(Object.keys(payload ?? {}).sort()).toEqual([
      'chunk_id',
      'document_id',
      'folder_id',
      'row_id',
      'space',
      'tenant_id',
    ]);
  });
});

it('breaks no rule of the stand-in but those it was made to break', () => {
  expect(standIn.violations).toEqual([]);
});
