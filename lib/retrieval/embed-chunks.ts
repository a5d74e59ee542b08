import { createHash } from 'node:crypto';
import type { MeterEmbedding } from '@/lib/budget/meter-embedding';
import type { VectorRow } from '@/lib/vectors/vector-store';
import { type EmbedOptions, embedder, embedTexts } from './embedder';
import { embeddingUnits } from './embedding-units';

export interface EmbedChunksOptions extends Pick<EmbedOptions, 'signal' | 'onCpu'> {
  /** Books what it takes. */
  meter: MeterEmbedding;
}

/**
 * A row per sentence of the chunks. Its id follows from the chunk and the sentence's number, so that
 * whoever embeds the chunk again replaces the rows and adds none. `batch` is the number of these chunks in the work
 * that is metered. Throws what the meter does.
 */
export async function embedChunks(
  document: { id: string; folderId: string },
  chunks: readonly { id: string; text: string }[],
  batch: number,
  { meter, ...options }: EmbedChunksOptions,
): Promise<VectorRow[]> {
  const units = chunks.flatMap((chunk) =>
    embeddingUnits(chunk.text).map((text, ordinal) => ({
      id: sentenceId(chunk.id, ordinal),
      chunkId: chunk.id,
      text,
    })),
  );
  const texts = units.map((unit) => unit.text);
  const bound = embedder().tokenBound(texts);
  const vectors = await meter({ number: batch, bound }, (onTokens) =>
    embedTexts(texts, { ...options, onTokens }),
  );
  return vectors.flatMap((vector, index) => {
    const unit = units[index];
    if (!unit) return [];
    const { id, chunkId } = unit;
    return [{ id, chunkId, documentId: document.id, folderId: document.folderId, vector }];
  });
}

function sentenceId(chunkId: string, ordinal: number): string {
  const hex = createHash('sha256').update(`${chunkId}|${ordinal}`).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
