import { createHash } from 'node:crypto';
import type { VectorRow } from '@/lib/vectors/vector-store';
import { type EmbedOptions, embedTexts } from './embedder';
import { embeddingUnits } from './embedding-units';

/**
 * A row per sentence of the chunks. Its id follows from the chunk and the sentence's number, so that
 * whoever embeds the chunk again replaces the rows and adds none.
 */
export async function embedChunks(
  document: { id: string; folderId: string },
  chunks: readonly { id: string; text: string }[],
  options: Pick<EmbedOptions, 'signal' | 'onCpu'> = {},
): Promise<VectorRow[]> {
  const units = chunks.flatMap((chunk) =>
    embeddingUnits(chunk.text).map((text, ordinal) => ({
      id: sentenceId(chunk.id, ordinal),
      chunkId: chunk.id,
      text,
    })),
  );
  const vectors = await embedTexts(
    units.map((unit) => unit.text),
    options,
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
