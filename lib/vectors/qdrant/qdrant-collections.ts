import type { VectorEndpoint, VectorSpace } from '../vector-backend';
import { SHARED_NAME } from '../vector-backend';
import { DIMENSIONS } from '../vector-store';
import { type QdrantCall, QdrantRefusal, qdrantRequest } from './qdrant-request';

const MANAGE_TIMEOUT_MS = 10_000;
/** Tells ours from what else the cluster may hold. */
const PREFIX = 'tenantry-';

/** The collection in which the space's points lie. */
export function collectionOf(space: VectorSpace): string {
  return PREFIX + (space.shared ? SHARED_NAME : space.name);
}

/** The name under which readers find the current generation. */
export function aliasOf(space: VectorSpace): string {
  return PREFIX + space.alias;
}

/** Makes the space's collection with its indexes, and its alias when answers come from it. Can be repeated. */
export async function createCollection(endpoint: VectorEndpoint, space: VectorSpace) {
  const path = `/collections/${collectionOf(space)}`;
  await unlessThere(
    manage(endpoint, 'PUT', path, {
      vectors: { size: DIMENSIONS, distance: 'Dot' },
      on_disk_payload: true,
      // One graph a tenant in place of one over all of them.
      ...(space.shared && { hnsw_config: { m: 0, payload_m: 16 } }),
    }),
  );
  const indexes = space.shared ? [{ field: 'tenant_id', tenant: true }, { field: 'space' }] : [];
  for (const { field, tenant } of [...indexes, { field: 'document_id' }, { field: 'folder_id' }]) {
    await manage(endpoint, 'PUT', `${path}/index?wait=true`, {
      field_name: field,
      field_schema: { type: 'keyword', ...(tenant && { is_tenant: true }) },
    });
  }
  if (space.current) await pointAlias(endpoint, space);
}

/** In one step, so that a reader finds the old generation or the new one and never none. */
export async function pointAlias(endpoint: VectorEndpoint, space: VectorSpace): Promise<void> {
  if (space.shared) return;
  const alias_name = aliasOf(space);
  await manage(endpoint, 'POST', '/collections/aliases', {
    actions: [
      { delete_alias: { alias_name } },
      { create_alias: { alias_name, collection_name: collectionOf(space) } },
    ],
  });
}

/** With its aliases; without effect when there is none. Not for the collection that tenants share. */
export async function deleteCollection(endpoint: VectorEndpoint, space: VectorSpace) {
  await manage(endpoint, 'DELETE', `/collections/${collectionOf(space)}`);
}

/** Only these calls carry the cluster's own key. */
function manage(
  endpoint: VectorEndpoint,
  method: QdrantCall['method'],
  path: string,
  body?: object,
): Promise<unknown> {
  const call = { method, path, body, key: endpoint.apiKey, timeoutMs: MANAGE_TIMEOUT_MS };
  return qdrantRequest(endpoint, call);
}

async function unlessThere(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    // Of two that create it at the same time, one is told that it exists.
    if (!(error instanceof QdrantRefusal && error.status === 409)) throw error;
  }
}
