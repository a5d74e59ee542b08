import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { DIMENSIONS } from './lance-table';
import type { TenantVectors, VectorRow } from './vector-store';

/** Mostly along one axis, so that its nearest neighbours are known. */
function alongAxis(axis: number, tilt = 0): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  vector[axis] = Math.sqrt(1 - tilt * tilt);
  vector[(axis + 1) % DIMENSIONS] = tilt;
  return vector;
}

function row(vector: Float32Array, given: Partial<VectorRow> = {}): VectorRow {
  return {
    id: newId(),
    chunkId: newId(),
    documentId: newId(),
    folderId: newId(),
    vector,
    ...given,
  };
}

/**
 * What every vector store does.
 * @param context a verified context of a new tenant
 */
export function vectorStoreContract(
  store: (ctx: TenantContext) => TenantVectors,
  context: () => Promise<TenantContext>,
): void {
  describe('vector store', () => {
    it('finds the nearest first, with its cosine and its place', async () => {
      const vectors = store(await context());
      const near = row(alongAxis(0, 0.1));
      const nearer = row(alongAxis(0));
      await vectors.upsert([row(alongAxis(7)), near, nearer]);
      const hits = await vectors.search(alongAxis(0), { limit: 2 });
      expect(hits.map((hit) => hit.id)).toEqual([nearer.id, near.id]);
      expect(hits[0]).toMatchObject({ chunkId: nearer.chunkId, documentId: nearer.documentId });
      expect(hits[0]?.cosine).toBeCloseTo(1, 5);
      expect(hits[1]?.cosine).toBeCloseTo(Math.sqrt(0.99), 5);
    });

    it('replaces a row of the same id', async () => {
      const vectors = store(await context());
      const first = row(alongAxis(0));
      await vectors.upsert([first]);
      await vectors.upsert([{ ...first, vector: alongAxis(3) }]);
      expect(await vectors.count()).toBe(1);
      const [hit] = await vectors.search(alongAxis(3), { limit: 1 });
      expect(hit?.cosine).toBeCloseTo(1, 5);
    });

    it('is empty before the first row', async () => {
      const vectors = store(await context());
      expect(await vectors.count()).toBe(0);
      expect(await vectors.search(alongAxis(0), { limit: 5 })).toEqual([]);
    });

    it('keeps to the given folders and documents', async () => {
      const vectors = store(await context());
      const rows = [row(alongAxis(0)), row(alongAxis(0)), row(alongAxis(0))] as const;
      await vectors.upsert(rows);
      const find = async (options: { folderIds?: string[]; documentIds?: string[] }) =>
        (await vectors.search(alongAxis(0), { limit: 9, ...options })).map((hit) => hit.id);
      expect(await find({ folderIds: [rows[0].folderId] })).toEqual([rows[0].id]);
      expect(await find({ documentIds: [rows[1].documentId] })).toEqual([rows[1].id]);
      expect(
        await find({ folderIds: [rows[0].folderId], documentIds: [rows[1].documentId] }),
      ).toEqual([]);
      expect(await find({ folderIds: [] })).toEqual([]);
      expect(await find({ documentIds: [] })).toEqual([]);
    });

    it('moves a document to another folder', async () => {
      const vectors = store(await context());
      const moved = row(alongAxis(0));
      await vectors.upsert([moved]);
      const folderId = newId();
      await vectors.moveDocument(moved.documentId, folderId);
      expect(await vectors.search(alongAxis(0), { limit: 1, folderIds: [folderId] })).toHaveLength(
        1,
      );
      expect(await vectors.search(alongAxis(0), { limit: 1, folderIds: [moved.folderId] })).toEqual(
        [],
      );
    });

    it('removes a document and nothing else', async () => {
      const vectors = store(await context());
      const kept = row(alongAxis(1));
      const removed = row(alongAxis(0));
      await vectors.upsert([kept, removed, row(alongAxis(0), { documentId: removed.documentId })]);
      await vectors.removeDocument(removed.documentId);
      const hits = await vectors.search(alongAxis(0), { limit: 9 });
      expect(hits.map((hit) => hit.id)).toEqual([kept.id]);
    });

    it('drops everything and can be used again', async () => {
      const vectors = store(await context());
      await vectors.upsert([row(alongAxis(0))]);
      await vectors.drop();
      expect(await vectors.count()).toBe(0);
      await vectors.upsert([row(alongAxis(0))]);
      expect(await vectors.count()).toBe(1);
    });

    it('takes concurrent writes and stays whole over compactions', async () => {
      const vectors = store(await context());
      const rows = Array.from({ length: 40 }, (_, axis) => row(alongAxis(axis)));
      await Promise.all(rows.map((each) => vectors.upsert([each])));
      expect(await vectors.count()).toBe(40);
      const [hit] = await vectors.search(alongAxis(39), { limit: 1 });
      expect(hit?.id).toBe(rows[39]?.id);
    });

    it('never shows one tenant what another has', async () => {
      const [mine, theirs] = [store(await context()), store(await context())];
      const secret = row(alongAxis(0));
      await theirs.upsert([secret]);
      expect(await mine.search(alongAxis(0), { limit: 9 })).toEqual([]);
      await mine.removeDocument(secret.documentId);
      await mine.drop();
      expect(await theirs.count()).toBe(1);
    });

    it('refuses what is no id and no vector of its size', async () => {
      const vectors = store(await context());
      const injected = "x' OR '1' = '1";
      await expect(vectors.removeDocument(injected)).rejects.toThrow(TypeError);
      await expect(vectors.moveDocument(newId(), injected)).rejects.toThrow(TypeError);
      await expect(
        vectors.search(alongAxis(0), { limit: 1, folderIds: [injected] }),
      ).rejects.toThrow(TypeError);
      await expect(vectors.upsert([row(alongAxis(0), { chunkId: injected })])).rejects.toThrow(
        TypeError,
      );
      await expect(vectors.upsert([row(new Float32Array(3))])).rejects.toThrow(TypeError);
      const notFinite = alongAxis(0);
      notFinite[5] = Number.NaN;
      await expect(vectors.search(notFinite, { limit: 1 })).rejects.toThrow(TypeError);
    });

    it('keeps ids and vectors only', async () => {
      const vectors = store(await context());
      const marker = randomBytes(8).toString('hex');
      const given = { ...row(alongAxis(0)), text: marker };
      await vectors.upsert([given]);
      const [hit] = await vectors.search(alongAxis(0), { limit: 1 });
      expect(JSON.stringify(hit)).not.toContain(marker);
    });
  });
}
