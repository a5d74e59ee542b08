import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { connect } from '@lancedb/lancedb';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { dataPath } from '@/lib/env';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import { vectorStoreContract } from '../contract.test-suite';
import { alongAxis, row } from '../made-rows.test-suite';
import { tenantVectorGeneration } from '../tenant-vectors';
import { resumePurges } from './lance-purges';
import { forgetPurge, listPurges, notePurge, readPurge } from './purge-notes';

afterAll(() => closePools());

const context = async () => (await makeTenant()).ctx;
const directoryOf = (ctx: TenantContext, purpose = 'vectors') =>
  dataPath('vectors', tenantKeys(ctx).namespace(purpose));

describe('LanceDB, a namespace each', () => {
  const open = (ctx: TenantContext, generation = 1) =>
    tenantVectorGeneration(ctx, { store: 'lancedb', tier: 'namespace', generation });

  vectorStoreContract({
    open,
    context,
    async misplace(ctx) {
      const database = await connect(directoryOf(ctx));
      const [name] = await database.tableNames();
      const table = await database.openTable(name ?? '');
      await table.update({ values: { tenant_id: newId() } });
    },
  });

  it('names directories by a keyed hash, the first as ever', async () => {
    const ctx = await context();
    await (await open(ctx)).upsert([row(alongAxis(0))]);
    await (await open(ctx, 2)).upsert([row(alongAxis(0))]);
    expect(existsSync(directoryOf(ctx))).toBe(true);
    expect(existsSync(directoryOf(ctx, 'vectors|2'))).toBe(true);
    expect(directoryOf(ctx)).not.toContain(ctx.tenantId.slice(0, 8));
  });

  it('leaves no directory behind by reading, nor after a drop', async () => {
    const ctx = await context();
    const vectors = await open(ctx);
    await vectors.count();
    await vectors.search(alongAxis(0), { limit: 1 });
    await vectors.removeDocument(newId());
    expect(existsSync(directoryOf(ctx))).toBe(false);
    await vectors.upsert([row(alongAxis(0))]);
    await vectors.drop();
    expect(existsSync(directoryOf(ctx))).toBe(false);
  });
});

describe('LanceDB, shared', () => {
  vectorStoreContract({
    open: (ctx, generation = 1) =>
      tenantVectorGeneration(ctx, { store: 'lancedb', tier: 'shared', generation }),
    context,
  });

  it('has nothing of a removed space in any file, soon after', async () => {
    const [gone, stays] = [await context(), await context()];
    const open = (ctx: TenantContext) =>
      tenantVectorGeneration(ctx, { store: 'lancedb', tier: 'shared', generation: 1 });
    for (const ctx of [gone, stays]) await (await open(ctx)).upsert([row(alongAxis(0))]);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      await (await open(gone)).drop();
      const directory = dataPath('vectors', 'shared');
      const holds = () =>
        filesBelow(directory).some((file) => readFileSync(file).includes(gone.tenantId));
      expect(holds()).toBe(true);
      await vi.waitFor(() => {
        vi.advanceTimersByTime(61_000);
        expect(holds()).toBe(false);
      });
    } finally {
      vi.useRealTimers();
    }
    expect(await (await open(stays)).count()).toBe(1);
  });

  it('has nothing of it either when the process ended before', async () => {
    const [gone, stays] = [await context(), await context()];
    const open = (ctx: TenantContext) =>
      tenantVectorGeneration(ctx, { store: 'lancedb', tier: 'shared', generation: 1 });
    for (const ctx of [gone, stays]) await (await open(ctx)).upsert([row(alongAxis(0))]);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      await (await open(gone)).drop();
      // As the end of the process does.
      vi.clearAllTimers();
      processState('vectors.lance.purges', () => new Map()).clear();
      const directory = dataPath('vectors', 'shared');
      const holds = () =>
        filesBelow(directory).some((file) => readFileSync(file).includes(gone.tenantId));
      resumePurges('left');
      expect(vi.getTimerCount()).toBe(0);
      resumePurges('start');
      await vi.waitFor(() => {
        vi.advanceTimersByTime(61_000);
        expect(holds()).toBe(false);
        expect(listPurges()).toEqual([]);
      });
    } finally {
      vi.useRealTimers();
    }
    expect(await (await open(stays)).count()).toBe(1);
  });

  it('keeps the note of a removal that came since', () => {
    notePurge('space');
    const first = readPurge('space');
    if (!first) throw new Error('There is no note.');
    notePurge('space');
    expect(forgetPurge(first)).toBe(false);
    const second = readPurge('space');
    expect(second && forgetPurge(second)).toBe(true);
    expect(listPurges()).toEqual([]);
  });
});

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
