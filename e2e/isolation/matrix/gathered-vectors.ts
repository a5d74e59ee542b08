import type { TenantVectorGeneration, VectorRow } from '@/lib/vectors/vector-store';

/** A generation in memory: what an operation writes to it can be looked at, and harms nobody. */
export class GatheredVectors implements TenantVectorGeneration {
  readonly #rows = new Map<string, VectorRow>();

  get documentIds(): Set<string> {
    return new Set([...this.#rows.values()].map((row) => row.documentId));
  }

  async upsert(rows: readonly VectorRow[]): Promise<void> {
    for (const row of rows) this.#rows.set(row.id, row);
  }

  async removeDocument(documentId: string): Promise<void> {
    for (const row of this.#rows.values())
      if (row.documentId === documentId) this.#rows.delete(row.id);
  }

  async moveDocument(documentId: string, folderId: string): Promise<void> {
    for (const row of this.#rows.values())
      if (row.documentId === documentId) this.#rows.set(row.id, { ...row, folderId });
  }

  async *rows(): AsyncGenerator<VectorRow[]> {
    yield [...this.#rows.values()];
  }

  entries(): AsyncGenerator<VectorRow[]> {
    return this.rows();
  }

  async search(): Promise<[]> {
    return [];
  }

  async count(): Promise<number> {
    return this.#rows.size;
  }

  async drop(): Promise<void> {
    this.#rows.clear();
  }

  async publish(): Promise<void> {}

  async summary(): Promise<{ rows: number; digest: string }> {
    return { rows: this.#rows.size, digest: '' };
  }
}
