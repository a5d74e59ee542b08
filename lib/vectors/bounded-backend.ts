import { type Bulkhead, bulkhead } from '@/lib/traffic/bulkhead';
import type { VectorBackend } from './vector-backend';

const FULL = 'The vector store has too much to do at this moment.';
const READS = { slots: 32, waiting: 200, full: FULL };
const WRITES = { slots: 8, waiting: 200, full: FULL };

/**
 * The backend behind two pools, so that a slow store holds its own callers alone, and what is written nobody who
 * searches. Scans and drops, which only operations make, one at a time, pass by.
 * @param place names the store, or the cluster of its own that a tenant has
 */
export function boundedBackend(backend: VectorBackend, place: string): VectorBackend {
  const reads: Bulkhead = bulkhead(`vectors, ${place}, reads`, READS);
  const writes: Bulkhead = bulkhead(`vectors, ${place}, writes`, WRITES);
  return {
    upsert: (space, rows) => writes.run(() => backend.upsert(space, rows)),
    removeDocument: (space, id) => writes.run(() => backend.removeDocument(space, id)),
    moveDocument: (space, id, folderId) =>
      writes.run(() => backend.moveDocument(space, id, folderId)),
    search: (space, vector, options) => reads.run(() => backend.search(space, vector, options)),
    count: (space) => reads.run(() => backend.count(space)),
    scan: (space, withVectors) => backend.scan(space, withVectors),
    publish: (space) => backend.publish(space),
    drop: (space) => backend.drop(space),
  };
}
