import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDocument, addDocumentRow, publishChunks } from '@/e2e/support/add-document';
import { type HeldForTest, heldOperation } from '@/e2e/support/held-operation';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { noMeter } from '@/e2e/support/no-meter';
import { type QdrantStandIn, startQdrantStandIn } from '@/e2e/support/qdrant/stand-in';
import { superuserClient } from '@/e2e/support/superuser-client';
import { now, setClock } from '@/lib/clock';
import { holdPlacement } from '@/lib/db/hold-placement';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { deleteDocument } from '@/lib/documents/delete-document';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { moveDocument } from '@/lib/documents/move-document';
import { dataPath, env } from '@/lib/env';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { Operation } from '@/lib/operations/operation';
import type { Placement } from '@/lib/tenancy/placement';
import { tenantVectorGeneration, tenantVectors } from '@/lib/vectors/tenant-vectors';
import { embedChunks } from './embed-chunks';
import { reindex } from './reindex';
import { denseScores } from './search';

const LEAVE = 'Parental leave lasts sixteen weeks and is paid in full from the first day.';
const TRAVEL = 'Flights are booked through the travel desk at least seven days ahead.';
const LAPTOP = 'Laptops are replaced every thirty-six months by the service desk.';

let tenant: MadeTenant;
let held: HeldForTest;
let leave: string;

beforeEach(async () => {
  tenant = await makeTenant();
  leave = await addDocument(tenant, 'Leave.txt', [LEAVE]);
  await addDocument(tenant, 'Travel.txt', [TRAVEL, 'x']);
  held = await heldOperation(tenant, 'reindex');
});
afterEach(() => held.end());
afterAll(closePools);

const placement = (): Promise<Placement> =>
  holdPlacement(tenant.ctx, 'shared', async (found) => found);
const generation = (number: number) =>
  tenantVectorGeneration(tenant.ctx, {
    store: tenant.ctx.placement.vectorStore,
    tier: tenant.ctx.placement.vectorTier,
    generation: number,
  });
const onDisk = (number: number) =>
  existsSync(
    dataPath(
      'vectors',
      tenantKeys(tenant.ctx).namespace(number === 1 ? 'vectors' : `vectors|${number}`),
    ),
  );

/** Stops an attempt as a crash does, at the nth report of the step or note. */
function crashing(operation: Operation, at: string): Operation {
  const stop = (name: string) => {
    if (name === at) throw new Error('crash');
  };
  return {
    ...operation,
    async progress(step, done, total) {
      stop(step);
      await operation.progress(step, done, total);
    },
    async note(detail) {
      for (const name of Object.keys(detail)) stop(name);
      await operation.note(detail);
    },
  };
}

describe('reindex', () => {
  it('builds beside, switches and removes the old, with everything in it', async () => {
    const before = await tenantVectors(tenant.ctx).count();
    await expect(reindex(held.operation, 60)).rejects.toMatchObject({ name: 'ResumeLater' });
    expect(await placement()).toMatchObject({
      vectorGeneration: 2,
      building: { generation: 1, state: 'kept' },
    });
    expect(await (await generation(2)).count()).toBe(before);
    expect(held.steps).toEqual(expect.arrayContaining(['embedding', 'checked']));
    const waiting = held.next();
    expect(waiting.detail).toMatchObject({ chunks: 3, rows: before, document: null });
    await expect(reindex(waiting, 60)).rejects.toMatchObject({ name: 'ResumeLater' });
    await reindex(held.next(), 0);
    expect(await placement()).toMatchObject({ vectorGeneration: 2, building: null });
    expect([onDisk(1), onDisk(2)]).toEqual([false, true]);
  });

  it('is metered once for each document, for who asked, also when an attempt crashes', async () => {
    // Its vectors are written, and the next attempt embeds it again.
    const crash = crashing(held.operation, 'checked');
    await expect(reindex(crash, 60)).rejects.toThrow('crash');
    await expect(reindex(held.next(), 60)).rejects.toMatchObject({ name: 'ResumeLater' });
    const entries = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ principal_id: string; documents: string[]; input_tokens: bigint }>(
        `select l.principal_id, l.input_tokens, r.documents from ledger_entry l
         join reservation r on r.tenant_id = l.tenant_id and r.id = l.id
         where l.tenant_id = :tenant and l.feature = 'reindex'`,
      ),
    );
    const documents = entries.flatMap((entry) => entry.documents);
    expect(documents.sort()).toEqual([...new Set(documents)]);
    expect(documents.length).toBeGreaterThan(1);
    for (const { principal_id, input_tokens } of entries) {
      expect(principal_id).toBe(tenant.ctx.principal.id);
      expect(input_tokens).toBeGreaterThan(0n);
    }
  });

  it('lets answers, uploads, moves and removals go on', async () => {
    const stale = tenant.ctx;
    let building = true;
    let searches = 0;
    const answering = (async () => {
      while (building || searches < 3) {
        const scores = await denseScores(stale, 'How long is parental leave?', {});
        expect(Math.max(...scores.values())).toBeGreaterThan(0.3);
        searches++;
      }
    })();
    const gone = await addDocument(tenant, 'Gone.txt', [LAPTOP]);
    const folder = await createFolder(tenant.ctx, { name: 'Other' });
    const busy = {
      ...held.operation,
      async note(detail: Record<string, unknown>) {
        await held.operation.note(detail);
        if (detail.document !== leave) return;
        await deleteDocument(tenant.ctx, { id: gone });
        await moveDocument(tenant.ctx, { id: leave, folderId: folder.id });
        await addDocument(tenant, 'New.txt', [LAPTOP]);
      },
    };
    await expect(reindex(busy, 60)).rejects.toMatchObject({ name: 'ResumeLater' });
    building = false;
    await answering;
    expect(searches).toBeGreaterThan(2);
    await reindex(held.next(), 0);
    const second = await generation(2);
    const documents = new Map<string, string>();
    for await (const page of second.entries())
      for (const entry of page) documents.set(entry.documentId, entry.folderId);
    expect(documents.get(leave)).toBe(folder.id);
    expect(documents.has(gone)).toBe(false);
    expect(documents.size).toBe(3);
  });

  it('waits for what was being embedded before, and takes it in', async () => {
    const document = await addDocumentRow(tenant, 'Slow.txt', [LAPTOP]);
    const stage = (name: string) =>
      withTenantSql(tenant.ctx, (sql) =>
        sql('update document set stage = $2, stage_at = $3 where tenant_id = :tenant and id = $1', [
          document.id,
          name,
          now(),
        ]),
      );
    await stage('embedding');
    // Written before the new generation took writes.
    await tenantVectors(tenant.ctx).upsert(
      (await embedChunks(document, document.chunks, 0, { meter: noMeter })).rows,
    );
    let waited = false;
    const undo = setClock({
      now: () => performance.timeOrigin + performance.now(),
      async sleep() {
        if (waited) return;
        waited = true;
        expect((await placement()).vectorGeneration).toBe(1);
        await publishChunks(tenant.ctx, document);
        await stage('indexed');
      },
    });
    await reindex(held.operation, 0).finally(undo);
    expect(waited).toBe(true);
    expect((await placement()).vectorGeneration).toBe(2);
    const chunks = new Set<string>();
    for await (const page of (await generation(2)).entries())
      for (const entry of page) chunks.add(entry.chunkId);
    expect(chunks).toContain(document.chunks[0]?.id);
  });

  it.each(['generation', 'document', 'checked', 'switchedAt'])(
    'goes on after a crash at %s and leaves nothing behind',
    async (at) => {
      const before = await tenantVectors(tenant.ctx).count();
      await expect(reindex(crashing(held.operation, at), 0)).rejects.toThrow('crash');
      expect((await denseScores(tenant.ctx, 'parental leave', {})).size).toBeGreaterThan(0);
      await reindex(held.next(), 0);
      const { vectorGeneration, building } = await placement();
      expect(building).toBeNull();
      expect(await (await generation(vectorGeneration)).count()).toBe(before);
      for (let number = 1; number <= 4; number++)
        expect([number, onDisk(number)]).toEqual([number, number === vectorGeneration]);
    },
  );

  it('takes back what it began when it is cancelled', async () => {
    const cancelled = {
      ...held.operation,
      async note(detail: Record<string, unknown>) {
        if (detail.document) await held.cancel();
        await held.operation.note(detail);
      },
    };
    await expect(reindex(cancelled, 0)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await placement()).toMatchObject({ vectorGeneration: 1, building: null });
    expect([onDisk(1), onDisk(2)]).toEqual([true, false]);
  });

  it('removes what nobody owns any more', async () => {
    const client = await superuserClient();
    await client.query(
      `update tenant_placement set building_store = vector_store, building_tier = vector_tier, building_generation = 3,
         building_state = 'building', last_generation = 3 where tenant_id = $1`,
      [tenant.ctx.tenantId],
    );
    await client.end();
    for (const number of [2, 3]) {
      const document = await addDocumentRow(tenant, `${number}.txt`, [LAPTOP]);
      await (await generation(number)).upsert(
        (await embedChunks(document, document.chunks, 0, { meter: noMeter })).rows,
      );
    }
    await reindex(held.operation, 0);
    expect(await placement()).toMatchObject({ vectorGeneration: 4, building: null });
    expect([1, 2, 3, 4].map(onDisk)).toEqual([false, false, false, true]);
  });

  it('leaves a move and its way back alone', async () => {
    const client = await superuserClient();
    await client.query(
      `update tenant_placement set building_store = 'qdrant', building_tier = 'namespace', building_generation = 2,
         building_state = 'kept', last_generation = 2 where tenant_id = $1`,
      [tenant.ctx.tenantId],
    );
    await client.end();
    await expect(reindex(held.operation, 0)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('reindex in Qdrant', () => {
  let standIn: QdrantStandIn;
  beforeEach(async () => {
    standIn = await startQdrantStandIn();
    Object.assign(env, { QDRANT_URL: standIn.url, QDRANT_API_KEY: standIn.apiKey });
  });
  afterEach(async () => {
    Object.assign(env, { QDRANT_URL: undefined, QDRANT_API_KEY: undefined });
    await standIn.close();
  });

  it('switches by the alias, and one collection remains', async () => {
    const client = await superuserClient();
    await client.query(`update tenant_placement set vector_store = 'qdrant' where tenant_id = $1`, [
      tenant.ctx.tenantId,
    ]);
    await client.end();
    await tenant.ctx.databaseToken();
    await addDocument(tenant, 'Laptop.txt', [LAPTOP]);
    const [first] = standIn.cluster.collections.keys();
    expect([...standIn.cluster.aliases.values()]).toEqual([first]);
    await reindex(held.operation, 0);
    expect(standIn.cluster.collections.size).toBe(1);
    const [second] = standIn.cluster.collections.keys();
    expect(second).not.toBe(first);
    expect([...standIn.cluster.aliases.values()]).toEqual([second]);
    expect(standIn.cluster.collections.get(second ?? '')?.points.size).toBe(4);
    expect(standIn.violations).toEqual([]);
  });
});
