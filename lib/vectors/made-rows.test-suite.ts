import { newId } from '@/lib/ids';
import { DIMENSIONS, type VectorRow } from './vector-store';

/** Mostly along one axis, so that its nearest neighbours are known. */
export function alongAxis(axis: number, tilt = 0): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  vector[axis] = Math.sqrt(1 - tilt * tilt);
  vector[(axis + 1) % DIMENSIONS] = tilt;
  return vector;
}

export function row(vector: Float32Array, given: Partial<VectorRow> = {}): VectorRow {
  return {
    id: newId(),
    chunkId: newId(),
    documentId: newId(),
    folderId: newId(),
    vector,
    ...given,
  };
}
