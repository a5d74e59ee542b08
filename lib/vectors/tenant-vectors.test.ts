import { connect } from '@lancedb/lancedb';
import { describe, expect, it } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { dataPath } from '@/lib/env';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { vectorStoreContract } from './contract.test-suite';
import { DIMENSIONS } from './lance-table';
import { tenantVectors } from './tenant-vectors';

const newContext = async () => (await makeTenant()).ctx;

vectorStoreContract(tenantVectors, newContext);

describe('tenant vectors', () => {
  const vector = new Float32Array(DIMENSIONS).fill(1 / Math.sqrt(DIMENSIONS));
  const rowOf = () => ({
    id: newId(),
    chunkId: newId(),
    documentId: newId(),
    folderId: newId(),
    vector,
  });

  it('refuses anything but a minted context', () => {
    const forged = { tenantId: newId() } as unknown as TenantContext;
    expect(() => tenantVectors(forged)).toThrow(TypeError);
  });

  it('names the directory by a keyed hash, not by the tenant', async () => {
    const ctx = await newContext();
    expect(tenantKeys(ctx).namespace('vectors')).not.toContain(ctx.tenantId.slice(0, 8));
  });

  it('aborts when a row of another tenant lies in the directory', async () => {
    const ctx = await newContext();
    const vectors = tenantVectors(ctx);
    await vectors.upsert([rowOf()]);
    const database = await connect(dataPath('vectors', tenantKeys(ctx).namespace('vectors')));
    const [name] = await database.tableNames();
    const table = await database.openTable(name ?? '');
    await table.update({ values: { tenant_id: newId() } });
    await expect(vectors.search(vector, { limit: 1 })).rejects.toThrow('another tenant');
  });
});
