import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { alongAxis, row } from './made-rows.test-suite';
import type { TenantVectorGeneration, VectorRow, VectorSearch } from './vector-store';

export interface VectorStoreSubject {
  /** A generation of the context's tenant, the first when none is given. */
  open(ctx: TenantContext, generation?: number): Promise<TenantVectorGeneration>;
  /** A verified context of a new tenant. */
  context(): Promise<TenantContext>;
  /**
   * Does what a fault of the store would: gives every row of the context's first generation to another
   * tenant. Absent where a predicate would hide such rows.
   */
  misplace?(ctx: TenantContext): Promise<void>;
}

/** What every vector store does, and what none lets happen. */
export function vectorStoreContract({ open, context, misplace }: VectorStoreSubject): void {
  const openNew = async () => open(await context());

  describe('vector store', () => {
    it('finds the nearest first, with its cosine and its place', async () => {
      const vectors = await openNew();
      const near = row(alongAxis(0, 0.1));
      const nearer = row(alongAxis(0));
      await vectors.upsert([row(alongAxis(7)), near, nearer]);
      const hits = await vectors.search(alongAxis(0), { limit: 2 });
      expect(hits.map((hit) => hit.id)).toEqual([nearer.id, near.id]);
      const { id, chunkId, documentId } = nearer;
      expect(hits[0]).toEqual({ id, chunkId, documentId, cosine: expect.closeTo(1, 5) });
      expect(hits[1]?.cosine).toBeCloseTo(Math.sqrt(0.99), 5);
    });

    it('replaces a row of the same id', async () => {
      const vectors = await openNew();
      const first = row(alongAxis(0));
      await vectors.upsert([first]);
      await vectors.upsert([{ ...first, vector: alongAxis(3) }]);
      expect(await vectors.count()).toBe(1);
      const [hit] = await vectors.search(alongAxis(3), { limit: 1 });
      expect(hit?.cosine).toBeCloseTo(1, 5);
    });

    it('is empty before the first row', async () => {
      const vectors = await openNew();
      expect(await vectors.count()).toBe(0);
      expect(await vectors.search(alongAxis(0), { limit: 5 })).toEqual([]);
      expect(await all(vectors.entries())).toEqual([]);
      await vectors.removeDocument(newId());
      await vectors.moveDocument(newId(), newId());
      await vectors.drop();
      await vectors.upsert([]);
      expect(await vectors.count()).toBe(0);
    });

    it('keeps to the given folders and documents', async () => {
      const vectors = await openNew();
      const rows = [row(alongAxis(0)), row(alongAxis(0)), row(alongAxis(0))] as const;
      await vectors.upsert(rows);
      const find = async (options: { folderIds?: string[]; documentIds?: string[] }) =>
        (await vectors.search(alongAxis(0), { limit: 9, ...options })).map((hit) => hit.id);
      expect(await find({ folderIds: [rows[0].folderId] })).toEqual([rows[0].id]);
      expect(await find({ documentIds: [rows[1].documentId, rows[1].documentId] })).toEqual([
        rows[1].id,
      ]);
      expect(
        await find({ folderIds: [rows[0].folderId], documentIds: [rows[1].documentId] }),
      ).toEqual([]);
      expect(await find({ folderIds: [] })).toEqual([]);
      expect(await find({ documentIds: [] })).toEqual([]);
    });

    it('moves a document to another folder', async () => {
      const vectors = await openNew();
      const moved = row(alongAxis(0));
      await vectors.upsert([moved]);
      const folderId = newId();
      await vectors.moveDocument(moved.documentId, folderId);
      const find = (id: string) => vectors.search(alongAxis(0), { limit: 1, folderIds: [id] });
      expect(await find(folderId)).toHaveLength(1);
      expect(await find(moved.folderId)).toEqual([]);
    });

    it('removes a document and nothing else', async () => {
      const vectors = await openNew();
      const kept = row(alongAxis(1));
      const removed = row(alongAxis(0));
      await vectors.upsert([kept, removed, row(alongAxis(0), { documentId: removed.documentId })]);
      await vectors.removeDocument(removed.documentId);
      const hits = await vectors.search(alongAxis(0), { limit: 9 });
      expect(hits.map((hit) => hit.id)).toEqual([kept.id]);
    });

    it('drops everything and can be used again', async () => {
      const vectors = await openNew();
      await vectors.upsert([row(alongAxis(0))]);
      await vectors.drop();
      expect(await vectors.count()).toBe(0);
      await vectors.upsert([row(alongAxis(0))]);
      expect(await vectors.count()).toBe(1);
    });

    it('takes concurrent writes and stays whole over compactions', async () => {
      const vectors = await openNew();
      const rows = Array.from({ length: 40 }, (_, axis) => row(alongAxis(axis)));
      const same = rows.slice(0, 4).map((each) => ({ ...each }));
      await Promise.all([...rows, ...same].map((each) => vectors.upsert([each])));
      expect(await vectors.count()).toBe(40);
      const [hit] = await vectors.search(alongAxis(39), { limit: 1 });
      expect(hit?.id).toBe(rows[39]?.id);
    });

    it('lists everything, with the vectors as they were', async () => {
      const vectors = await openNew();
      const rows = Array.from({ length: 300 }, (_, index) => row(alongAxis(index, 0.3)));
      await vectors.upsert(rows);
      const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
      expect((await all(vectors.rows())).sort(byId)).toEqual(rows.sort(byId));
      const entries = rows.map(({ vector, ...entry }) => entry);
      expect((await all(vectors.entries())).sort(byId)).toEqual(entries);
    });
  });

  describe('generations', () => {
    it('are apart, and equal content has an equal digest', async () => {
      const ctx = await context();
      const [first, second] = [await open(ctx), await open(ctx, 2)];
      const rows = [row(alongAxis(0)), row(alongAxis(1))];
      await first.upsert(rows);
      expect(await second.count()).toBe(0);
      await second.upsert(rows.toReversed());
      expect(await second.summary()).toEqual(await first.summary());
      expect((await first.summary()).rows).toBe(2);
      await second.moveDocument(rows[0]?.documentId ?? '', newId());
      expect((await second.summary()).digest).not.toBe((await first.summary()).digest);
      await second.drop();
      expect(await first.count()).toBe(2);
      expect(await second.count()).toBe(0);
    });

    it('can be published and published again', async () => {
      const ctx = await context();
      const [first, second] = [await open(ctx), await open(ctx, 2)];
      await first.upsert([row(alongAxis(0))]);
      await second.upsert([row(alongAxis(1))]);
      await second.publish();
      await second.publish();
      await first.publish();
      await (await open(ctx, 3)).publish();
      expect(await first.count()).toBe(1);
    });
  });

  describe('attacks', () => {
    let mine: TenantVectorGeneration;
    let theirs: TenantVectorGeneration;
    let secret: VectorRow;

    beforeAll(async () => {
      [mine, theirs] = [await openNew(), await openNew()];
      secret = row(alongAxis(0));
      await theirs.upsert([secret]);
    });

    const untouched = async () => {
      expect(await all(theirs.rows())).toEqual([secret]);
      expect(await theirs.search(alongAxis(0), { limit: 9 })).toHaveLength(1);
    };

    it('never shows one tenant what another has', async () => {
      const { documentId, folderId } = secret;
      const wishes: VectorSearch[] = [
        { limit: 9 },
        { limit: 9, documentIds: [documentId] },
        { limit: 9, folderIds: [folderId] },
        { limit: 9, folderIds: [folderId], documentIds: [documentId] },
      ];
      for (const wish of wishes) expect(await mine.search(alongAxis(0), wish)).toEqual([]);
      expect(await mine.count()).toBe(0);
      expect(await all(mine.entries())).toEqual([]);
    });

    it('never changes what another has', async () => {
      await mine.upsert([row(alongAxis(5))]);
      await mine.removeDocument(secret.documentId);
      await mine.moveDocument(secret.documentId, newId());
      await mine.drop();
      await untouched();
    });

    it('never replaces a row of another by its id', async () => {
      const copy = row(alongAxis(9), { ...secret, vector: alongAxis(9) });
      await mine.upsert([copy]);
      await untouched();
      expect(await all(mine.rows())).toEqual([copy]);
      await mine.removeDocument(secret.documentId);
      await untouched();
    });

    it('takes no other filter than its own', async () => {
      const smuggled = {
        limit: 9,
        filter: { should: [{ key: 'document_id', match: { value: secret.documentId } }] },
        should: [{ key: 'tenant_id', match: { except: [] } }],
        must: [],
        where: 'true',
        tenantId: 'x',
      };
      expect(await mine.search(alongAxis(0), smuggled)).toEqual([]);
    });

    const injections: [string, unknown][] = [
      ['a quote', "x' OR '1' = '1"],
      ['a quote after an id', `${newId()}' OR true --`],
      ['a line break', `${newId()}\n`],
      ['upper case', newId().toUpperCase().replace(/^./, 'A')],
      ['nothing', ''],
      ['a condition', { should: [{ key: 'folder_id', match: { any: [] } }] }],
      ['an array', [newId()]],
      ['null', null],
    ];
    it.each(injections)('refuses %s in place of an id', async (_, given) => {
      const injected = given as string;
      await expect(mine.removeDocument(injected)).rejects.toThrow(TypeError);
      await expect(mine.moveDocument(injected, newId())).rejects.toThrow(TypeError);
      await expect(mine.moveDocument(newId(), injected)).rejects.toThrow(TypeError);
      for (const wish of [{ folderIds: [injected] }, { documentIds: [newId(), injected] }])
        await expect(mine.search(alongAxis(0), { limit: 1, ...wish })).rejects.toThrow(TypeError);
      for (const field of ['id', 'chunkId', 'documentId', 'folderId'])
        await expect(mine.upsert([row(alongAxis(0), { [field]: injected })])).rejects.toThrow(
          TypeError,
        );
      await untouched();
    });

    it.each([
      ['too short', new Float32Array(3)],
      ['too long', new Float32Array(513)],
      ['with NaN', alongAxis(0).fill(Number.NaN, 5, 6)],
      ['with infinity', alongAxis(0).fill(Number.POSITIVE_INFINITY, 5, 6)],
    ])('refuses a vector %s', async (_, vector) => {
      await expect(mine.upsert([row(vector)])).rejects.toThrow(TypeError);
      await expect(mine.search(vector, { limit: 1 })).rejects.toThrow(TypeError);
    });

    it('keeps ids and vectors only', async () => {
      const vectors = await openNew();
      const marker = randomBytes(8).toString('hex');
      await vectors.upsert([{ ...row(alongAxis(0)), text: marker } as VectorRow]);
      const found = await vectors.search(alongAxis(0), { limit: 1 });
      expect(JSON.stringify([found, await all(vectors.rows())])).not.toContain(marker);
    });

    if (!misplace) return;
    it('aborts when a row of another tenant lies among its own', async () => {
      const ctx = await context();
      const vectors = await open(ctx);
      await vectors.upsert([row(alongAxis(0))]);
      await misplace(ctx);
      const reads = [
        () => vectors.search(alongAxis(0), { limit: 1 }),
        () => all(vectors.rows()),
        () => all(vectors.entries()),
        () => vectors.summary(),
      ];
      for (const read of reads) await expect(read()).rejects.toThrow('another tenant');
    });
  });
}

async function all<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}
