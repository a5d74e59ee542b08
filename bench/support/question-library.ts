import { makeTenant } from '@/e2e/support/make-tenant';
import { noMeter } from '@/e2e/support/no-meter';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { chunkTerms, type IndexedChunk, indexChunks } from '@/lib/retrieval/index-chunks';
import type { TenantContext } from '@/lib/tenancy/context';
import type { QuestionCorpus } from './question-corpus';

export interface Question {
  text: string;
  /** The chunk it was written for. */
  chunkId: string;
  documentId: string;
}

export interface QuestionLibrary {
  ctx: TenantContext;
  documents: { id: string; folderId: string; chunks: IndexedChunk[] }[];
  questions: Question[];
}

/** A new tenant with a document per article and a chunk per paragraph; nothing is indexed yet. */
export async function makeLibrary(corpus: QuestionCorpus): Promise<QuestionLibrary> {
  const { ctx, folderId } = await makeTenant('enterprise');
  const library: QuestionLibrary = { ctx, documents: [], questions: [] };
  for (const article of corpus.articles) {
    const documentId = newId();
    const chunks = article.paragraphs.map(({ text, questions }) => {
      const chunkId = newId();
      for (const question of questions) {
        library.questions.push({ text: question, chunkId, documentId });
      }
      return { id: chunkId, text };
    });
    await insertDocument(ctx, { id: documentId, folderId, name: article.title, chunks });
    library.documents.push({ id: documentId, folderId, chunks });
  }
  return library;
}

export async function indexLibrary(library: QuestionLibrary): Promise<void> {
  for (const document of library.documents) {
    await indexChunks(library.ctx, document, document.chunks, { meter: noMeter });
  }
}

async function insertDocument(
  ctx: TenantContext,
  document: { id: string; folderId: string; name: string; chunks: IndexedChunk[] },
): Promise<void> {
  const keys = tenantKeys(ctx);
  await withTenantSql(ctx, async (sql) => {
    await sql(
      `insert into document (tenant_id, id, folder_id, name_sealed, media_type, bytes, content_mac,
         stage, created_by, created_at, stage_at)
       values (:tenant, $1, $2, $3, 'text/plain', 0, $4, 'indexed', $5, $6, $6)`,
      [
        document.id,
        document.folderId,
        keys.seal({ table: 'document', row: document.id, column: 'name' }, document.name),
        keys.contentMac(Buffer.from(document.id)),
        ctx.principal.id,
        now(),
      ],
    );
    let start = 0;
    for (const [ordinal, chunk] of document.chunks.entries()) {
      await sql(
        `insert into chunk (tenant_id, id, document_id, ordinal, page, char_start, char_end,
           text_sealed, term_count)
         values (:tenant, $1, $2, $3, 1, $4, $5, $6, $7)`,
        [
          chunk.id,
          document.id,
          ordinal,
          start,
          start + chunk.text.length,
          keys.seal({ table: 'chunk', row: chunk.id, column: 'text' }, chunk.text),
          chunkTerms(chunk).length,
        ],
      );
      start += chunk.text.length + 2;
    }
  });
}
