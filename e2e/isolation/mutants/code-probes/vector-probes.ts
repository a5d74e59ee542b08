import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { guardedSpace } from '@/lib/vectors/guarded-space';
import { collectionOf } from '@/lib/vectors/qdrant/qdrant-collections';
import { qdrantFilter } from '@/lib/vectors/qdrant/qdrant-filter';
import { toPoint } from '@/lib/vectors/qdrant/qdrant-points';
import { qdrantToken } from '@/lib/vectors/qdrant/qdrant-token';
import { tenantVectorGeneration } from '@/lib/vectors/tenant-vectors';
import type { StoredRow, VectorBackend } from '@/lib/vectors/vector-backend';
import { vectorSpace } from '@/lib/vectors/vector-space';
import { DIMENSIONS, type VectorRow } from '@/lib/vectors/vector-store';
import { type CodeProbe, unless, unlessRefused } from '../code-probe';

const VECTOR = Float32Array.from({ length: DIMENSIONS }, (_, index) => (index === 0 ? 1 : 0));
const NAMESPACE = { store: 'lancedb', tier: 'namespace', generation: 1 } as const;
const SHARED = { store: 'lancedb', tier: 'shared', generation: 1 } as const;
const MISMATCH = { name: 'TenantMismatch' };
const NO_ID = "' OR true OR '";

const spaceOf = (ctx: TenantContext, tier: 'namespace' | 'shared') =>
  vectorSpace(ctx, { ...NAMESPACE, tier }, true);

/** A store that takes everything and finds one row of this tenant's. */
function backendWith(tenantId: string): VectorBackend {
  const ids = { id: newId(), chunkId: newId(), documentId: newId(), folderId: newId() };
  const row: StoredRow = { tenantId, ...ids, vector: VECTOR };
  const nothing = async () => undefined;
  return {
    upsert: nothing,
    removeDocument: nothing,
    moveDocument: nothing,
    publish: nothing,
    drop: nothing,
    count: async () => 1,
    search: async () => [{ ...row, cosine: 1 }],
    async *scan() {
      yield [row];
    },
  };
}

export const VECTOR_PROBES: readonly CodeProbe[] = [
  {
    name: 'a hit of another tenant is refused, whatever store it came from',
    run: async ({ ours, theirs }) => {
      const space = guardedSpace(
        ours,
        backendWith(theirs.tenantId),
        await spaceOf(ours, 'namespace'),
      );
      const rowsOf = async (rows: AsyncIterable<unknown>) => {
        for await (const _ of rows) return;
      };
      return [
        ...(await unlessRefused(
          'search gave it',
          () => space.search(VECTOR, { limit: 1 }),
          MISMATCH,
        )),
        ...(await unlessRefused('rows gave it', () => rowsOf(space.rows()), MISMATCH)),
        ...(await unlessRefused('entries gave it', () => rowsOf(space.entries()), MISMATCH)),
        ...(await unlessRefused('summary counted it', () => space.summary(), MISMATCH)),
      ];
    },
  },
  {
    name: 'nothing but ids becomes part of a filter, whatever store it is for',
    run: async ({ ours }) => {
      const space = guardedSpace(
        ours,
        backendWith(ours.tenantId),
        await spaceOf(ours, 'namespace'),
      );
      const id = newId();
      const row = { id, chunkId: id, documentId: id, folderId: id, vector: VECTOR };
      const taken = (what: string, work: () => unknown) =>
        unlessRefused(`${what} with something else was taken`, work, { name: 'TypeError' });
      return [
        ...unless((await space.search(VECTOR, { limit: 1 })).length === 1, 'nothing is found'),
        ...(await taken('folders', () => space.search(VECTOR, { limit: 1, folderIds: [NO_ID] }))),
        ...(await taken('documents', () =>
          space.search(VECTOR, { limit: 1, documentIds: [NO_ID] }),
        )),
        ...(await taken('a removal', () => space.removeDocument(NO_ID))),
        ...(await taken('a move', () => space.moveDocument(NO_ID, id))),
        ...(await taken('a row', () => space.upsert([{ ...row, id: NO_ID }]))),
        ...unless(
          (await space.search(VECTOR, { limit: 1, folderIds: [] })).length === 0,
          'no folder is every folder',
        ),
      ];
    },
  },
  {
    name: 'a space’s names are its tenant’s alone',
    run: async ({ ours, theirs }) => {
      const [own, other] = [await spaceOf(ours, 'namespace'), await spaceOf(theirs, 'namespace')];
      return [
        ...unless(own.name !== other.name && own.alias !== other.alias, 'two tenants share a name'),
        ...unless(
          own.owner === ours.tenantId && own.tenantId === ours.tenantId,
          'another tenant owns it',
        ),
        ...unless(collectionOf(own) !== collectionOf(other), 'two tenants share a collection'),
      ];
    },
  },
  ...([NAMESPACE, SHARED] as const).map(
    (generation): CodeProbe => ({
      name: `equal ids of two tenants do not meet (${generation.tier})`,
      run: async ({ ours, theirs }) => {
        const [own, other] = [
          await tenantVectorGeneration(ours, generation),
          await tenantVectorGeneration(theirs, generation),
        ];
        const row: VectorRow = {
          id: newId(),
          chunkId: newId(),
          documentId: newId(),
          folderId: newId(),
          vector: VECTOR,
        };
        const found = async (vectors: typeof own) =>
          (await vectors.search(VECTOR, { limit: 10 })).filter((hit) => hit.id === row.id).length;
        await own.upsert([row]);
        const before = await found(other);
        await other.upsert([row]);
        const both = [await found(own), await found(other)];
        await other.moveDocument(row.documentId, newId());
        const [stayed] = await own.search(VECTOR, { limit: 10, folderIds: [row.folderId] });
        await other.removeDocument(row.documentId);
        const after = await found(own);
        const [mine, foreign] = [await own.count(), await other.count()];
        await other.drop();
        const afterDrop = await found(own);
        await own.drop();
        return [
          ...unless(before === 0, 'another tenant found it'),
          ...unless(both.join() === '1,1', `found ${both.join()}`),
          ...unless(stayed !== undefined, 'another tenant moved it'),
          ...unless(after === 1, 'another tenant removed it'),
          ...unless(mine === 1 && foreign === 0, 'another tenant’s are counted'),
          ...unless(afterDrop === 1, 'another tenant dropped it'),
        ];
      },
    }),
  ),
  {
    name: 'in a shared collection each call says whose',
    run: async ({ ours, theirs }) => {
      const [own, other] = [await spaceOf(ours, 'shared'), await spaceOf(theirs, 'shared')];
      const row: VectorRow = {
        id: newId(),
        chunkId: newId(),
        documentId: newId(),
        folderId: newId(),
        vector: VECTOR,
      };
      const filter = JSON.stringify(qdrantFilter(own, { documentIds: [row.documentId] }));
      const point = toPoint(own, row);
      return [
        ...unless(
          filter.includes(`{"key":"tenant_id","match":{"value":"${ours.tenantId}"}}`),
          'no tenant in the filter',
        ),
        ...unless(filter.includes(own.name), 'no generation in the filter'),
        ...unless(filter.startsWith('{"must":['), 'a condition that need not hold'),
        ...unless(point.id !== toPoint(other, row).id, 'one point for two tenants'),
        ...unless(point.payload.tenant_id === ours.tenantId, 'another tenant in the payload'),
      ];
    },
  },
  {
    name: 'a token opens one collection for a minute at most',
    run: ({ ours }) => {
      const endpoint = { url: 'http://localhost:6333', apiKey: 'key' };
      const token = qdrantToken(ours.tenantId, endpoint, 'tenantry-one', 'r') ?? '';
      const other = qdrantToken(ours.tenantId, endpoint, 'tenantry-two', 'r') ?? '';
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      const seconds = (performance.timeOrigin + performance.now()) / 1_000;
      return [
        ...unless(
          JSON.stringify(claims.access) === '[{"collection":"tenantry-one","access":"r"}]',
          'it opens something else',
        ),
        ...unless(claims.exp - seconds <= 60, 'it lasts'),
        ...unless(token !== other, 'one token for two collections'),
        ...unless(
          qdrantToken(ours.tenantId, endpoint, 'tenantry-one', 'rw') !== token,
          'a reader’s token writes',
        ),
      ];
    },
  },
];
