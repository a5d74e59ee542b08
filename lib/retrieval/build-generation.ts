import { clock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { Operation } from '@/lib/operations/operation';
import type { TenantContext } from '@/lib/tenancy/context';
import type { TenantVectorGeneration } from '@/lib/vectors/vector-store';
import { differences } from './reindex-differences';
import { alignGeneration, reindexDocument } from './reindex-document';
import { reindexMeter } from './reindex-meter';

const PROGRESS_MS = 500;
const WAIT_MS = 500;
/** Each one repairs what changed during the one before; that this many change something means a fault. */
const ROUNDS = 100;

/**
 * Embeds every stored chunk that the generation lacks, until it holds exactly what the database does.
 * Writers must write to the generation already. What was begun before they did can be published later, so
 * it is waited for.
 * @param interrupted the document that an earlier attempt had in hand, whose rows may be incomplete
 */
export async function buildGeneration(
  operation: Operation,
  target: TenantVectorGeneration,
  interrupted: string | undefined,
): Promise<void> {
  const { ctx, signal } = operation;
  const begunBefore = await embeddingDocuments(ctx);
  const empty = new Set<string>();
  let again = interrupted === undefined ? [] : [interrupted];
  for (let round = 0; round < ROUNDS; ) {
    signal.throwIfAborted();
    const settled = !(await embeddingDocuments(ctx)).some((id) => begunBefore.includes(id));
    const found = await differences(ctx, target, empty);
    const missing = [...new Set([...again, ...found.missing])];
    again = [];
    const toRepair = missing.length + found.misplaced.size + found.gone.length;
    if (toRepair === 0 && settled) {
      const { chunks, rows, digest } = found;
      await operation.progress('checked', chunks, chunks);
      return operation.note({ document: null, chunks, rows, digest });
    }
    if (toRepair === 0) {
      await clock().sleep(WAIT_MS, signal);
      continue;
    }
    round++;
    const progress = new ChunkProgress(operation, found.indexed, found.chunks);
    for (const documentId of missing) {
      signal.throwIfAborted();
      await operation.note({ document: documentId });
      const onChunks = (count: number) => progress.add(count);
      const meter = await reindexMeter(operation, documentId);
      for (const id of await reindexDocument(ctx, target, documentId, { signal, onChunks, meter }))
        empty.add(id);
    }
    for (const [documentId, folders] of found.misplaced)
      await alignGeneration(ctx, target, documentId, folders.length === 1 ? folders[0] : undefined);
    for (const documentId of found.gone) await target.removeDocument(documentId);
  }
  throw new Error('The new generation does not become what the database holds.');
}

/** Documents whose vectors are being written now; nothing of them is published yet. */
async function embeddingDocuments(ctx: TenantContext): Promise<string[]> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; id: string }>(
      `select tenant_id, id from document where tenant_id = :tenant and stage = 'embedding'`,
    ),
  );
  return rows.map((row) => row.id);
}

class ChunkProgress {
  readonly #operation: Operation;
  readonly #total: number;
  #done: number;
  #writtenAt = Number.NEGATIVE_INFINITY;

  constructor(operation: Operation, done: number, total: number) {
    this.#operation = operation;
    this.#done = done;
    this.#total = total;
  }

  async add(chunks: number): Promise<void> {
    this.#done += chunks;
    if (clock().now() - this.#writtenAt < PROGRESS_MS) return;
    this.#writtenAt = clock().now();
    await this.#operation.progress('embedding', Math.min(this.#done, this.#total), this.#total);
  }
}
