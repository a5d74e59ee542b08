import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import type { VectorBackend, VectorEndpoint, VectorSpace } from '../vector-backend';
import {
  aliasOf,
  collectionOf,
  createCollection,
  deleteCollection,
  pointAlias,
} from './qdrant-collections';
import { qdrantFilter } from './qdrant-filter';
import {
  countResultSchema,
  fromPayload,
  fromRecord,
  queryResultSchema,
  scrollResultSchema,
  toPoint,
  updateResultSchema,
} from './qdrant-points';
import { QdrantRefusal, qdrantRequest } from './qdrant-request';
import { type QdrantAccess, qdrantToken } from './qdrant-token';

/** Somebody waits for an answer. */
const READ_TIMEOUT_MS = 1_500;
/** Some hundred vectors at once, to or from the background. */
const BULK_TIMEOUT_MS = 5_000;
/** About a megabyte of JSON. */
const ROWS_PER_CALL = 128;
const SCROLL = '/points/scroll';
/** Candidates that the graph search keeps: many, since a missed passage is a worse answer. */
const SEARCH_BREADTH = 256;

/**
 * Qdrant: a collection per generation behind an alias that names the current one, or one collection for
 * the `shared` tier. Data calls carry a token for that collection alone (lock 2 outside `shared`); only
 * the making, naming and dropping of collections carries the cluster's key.
 */
export const qdrantBackend: VectorBackend = {
  async upsert(space, rows) {
    for (let from = 0; from < rows.length; from += ROWS_PER_CALL) {
      const points = rows.slice(from, from + ROWS_PER_CALL).map((row) => toPoint(space, row));
      if (await write(space, 'PUT', '/points', { points })) continue;
      await createCollection(endpointOf(space), space);
      if (!(await write(space, 'PUT', '/points', { points })))
        throw new Error('A collection that was just made is gone.');
    }
  },

  async search(space, vector, options) {
    const result = await read(space, '/points/query', {
      query: Array.from(vector),
      filter: qdrantFilter(space, options),
      params: { hnsw_ef: SEARCH_BREADTH },
      limit: options.limit,
      with_payload: true,
    });
    if (result === undefined) return [];
    return queryResultSchema.parse(result).points.map(({ score, payload }) => {
      const { folderId, ...hit } = fromPayload(payload);
      return { ...hit, cosine: score };
    });
  },

  async removeDocument(space, documentId) {
    await write(space, 'POST', '/points/delete', { filter: qdrantFilter(space, { documentId }) });
  },

  async moveDocument(space, documentId, folderId) {
    const filter = qdrantFilter(space, { documentId });
    await write(space, 'POST', '/points/payload', { payload: { folder_id: folderId }, filter });
  },

  async count(space) {
    const body = { filter: qdrantFilter(space), exact: true };
    const result = await read(space, '/points/count', body);
    return result === undefined ? 0 : countResultSchema.parse(result).count;
  },

  async *scan(space, withVectors) {
    let offset: string | number | null | undefined;
    do {
      const result = await read(space, SCROLL, {
        filter: qdrantFilter(space),
        limit: 2 * ROWS_PER_CALL,
        with_payload: true,
        with_vector: withVectors,
        ...(offset !== undefined && { offset }),
      });
      if (result === undefined) return;
      const page = scrollResultSchema.parse(result);
      yield page.points.map(fromRecord);
      offset = page.next_page_offset;
    } while (offset !== undefined && offset !== null);
  },

  async publish(space) {
    // A generation that nothing was written to has no collection; the first write names it.
    await unlessMissing(pointAlias(endpointOf(space), space));
  },

  async drop(space) {
    if (space.shared) await write(space, 'POST', '/points/delete', { filter: qdrantFilter(space) });
    else await deleteCollection(endpointOf(space), space);
  },
};

/** Undefined when the collection does not exist. */
async function read(space: VectorSpace, path: string, body: object): Promise<unknown> {
  if (space.current && !space.shared) {
    const result = await data(space, aliasOf(space), 'r', 'POST', path, body);
    if (result !== undefined) return result;
  }
  // Before the alias is there, the placement names the generation.
  return data(space, collectionOf(space), 'r', 'POST', path, body);
}

/** False when the collection does not exist. Returns when the change can be read. */
async function write(
  space: VectorSpace,
  method: 'PUT' | 'POST',
  path: string,
  body: object,
): Promise<boolean> {
  const result = await data(space, collectionOf(space), 'rw', method, `${path}?wait=true`, body);
  if (result === undefined) return false;
  const { status } = updateResultSchema.parse(result);
  if (status === 'completed') return true;
  throw new AppError('store_unavailable', 'The vector store is behind with its writes.', {
    retryAfter: 5,
  });
}

async function data(
  space: VectorSpace,
  collection: string,
  access: QdrantAccess,
  method: 'PUT' | 'POST',
  path: string,
  body: object,
): Promise<unknown> {
  const endpoint = endpointOf(space);
  const call = {
    method,
    path: `/collections/${collection}${path}`,
    body,
    key: qdrantToken(space.tenantId, endpoint, collection, access),
    timeoutMs: access === 'r' && path !== SCROLL ? READ_TIMEOUT_MS : BULK_TIMEOUT_MS,
  };
  return unlessMissing(qdrantRequest(endpoint, call));
}

async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof QdrantRefusal && error.status === 404) return undefined;
    throw error;
  }
}

function endpointOf(space: VectorSpace): VectorEndpoint {
  if (space.endpoint) return space.endpoint;
  if (!env.QDRANT_URL)
    throw new AppError('store_unavailable', 'No Qdrant is configured: set QDRANT_URL.');
  return { url: env.QDRANT_URL, apiKey: env.QDRANT_API_KEY };
}
