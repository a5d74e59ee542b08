import { createHash } from 'node:crypto';
import type { MeterEmbedding } from '@/lib/budget/meter-embedding';
import { idFrom } from '@/lib/ids';
import type { VectorRow } from '@/lib/vectors/vector-store';
import { type EmbedOptions, embedder, embedTexts } from './embedder';
import { embeddingUnits } from './embedding-units';

export interface EmbedChunksOptions extends Pick<EmbedOptions, 'signal' | 'onCpu'> {
  /** Books what it takes. */
  meter: MeterEmbedding;
}

/** Chunks in hand at a time: some hundred sentences, a few megabytes of vectors. */
export const CHUNKS_AT_ONCE = 64;

export interface EmbeddedChunks {
  /** So many of the chunks, from the first on: fewer where a budget has room for fewer. */
  count: number;
  rows: VectorRow[];
}

/**
 * A row per sentence of the first of the chunks. Its id follows from the chunk and the sentence's number, so that
 * whoever embeds the chunk again replaces the rows and adds none. `first` is the place of the first chunk in the
 * work that is metered. Throws what the meter does.
 */
export async function embedChunks(
  document: { id: string; folderId: string },
  chunks: readonly { id: string; text: string }[],
  first: number,
  { meter, ...options }: EmbedChunksOptions,
): Promise<EmbeddedChunks> {
  const units = chunks
    .slice(0, CHUNKS_AT_ONCE)
    .map(({ id, text }) => ({ id, texts: embeddingUnits(text) }));
  const bounds = units.map(({ texts }) => embedder().tokenBound(texts));
  return meter({ first, bounds }, async (count, onTokens) => {
    const taken = units.slice(0, count);
    const texts = taken.flatMap((unit) => unit.texts);
    const vectors = await embedTexts(texts, { ...options, onTokens });
    const named = taken.flatMap(({ id: chunkId, texts: { length } }) =>
      Array.from({ length }, (_, ordinal) => ({ id: sentenceId(chunkId, ordinal), chunkId })),
    );
    const { id: documentId, folderId } = document;
    const rows = vectors.flatMap((vector, index) => {
      const name = named[index];
      return name ? [{ ...name, documentId, folderId, vector }] : [];
    });
    return { count, rows };
  });
}

function sentenceId(chunkId: string, ordinal: number): string {
  return idFrom(createHash('sha256').update(`${chunkId}|${ordinal}`).digest());
}
