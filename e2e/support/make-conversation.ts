import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';

/** A conversation of the context's person as the pipeline stores one, its answer citing the document. Returns its id. */
export async function makeConversation(
  ctx: TenantContext,
  said: { title: string; question: string; answer: string; quote: string; documentId: string },
): Promise<string> {
  const [id, question, answer, citation] = [newId(), newId(), newId(), newId()];
  const keys = tenantKeys(ctx);
  const person = ctx.principal.id;
  await withTenantSql(ctx, async (sql) => {
    await sql(
      `insert into conversation (tenant_id, id, user_id, title_sealed, created_at, updated_at)
       values (:tenant, $1, $2, $3, $4, $4)`,
      [
        id,
        person,
        keys.seal({ table: 'conversation', row: id, column: 'title' }, said.title),
        now(),
      ],
    );
    for (const [message, ordinal, author, text, parent] of [
      [question, 1, 'user', said.question, null],
      [answer, 2, 'assistant', said.answer, question],
    ] as const) {
      await sql(
        `insert into message (tenant_id, id, conversation_id, user_id, ordinal, author, state, text_sealed, created_at, parent_id)
         values (:tenant, $1, $2, $3, $4, $5, 'complete', $6, $7, $8)`,
        [
          message,
          id,
          person,
          ordinal,
          author,
          keys.seal({ table: 'message', row: message, column: 'text' }, text),
          now(),
          parent,
        ],
      );
    }
    await sql(
      `insert into citation (tenant_id, id, message_id, user_id, ordinal, text_offset, document_id, page, char_start, char_end, quote_sealed)
       values (:tenant, $1, $2, $3, 1, $4, $5, 1, 0, 10, $6)`,
      [
        citation,
        answer,
        person,
        said.answer.length,
        said.documentId,
        keys.seal({ table: 'citation', row: citation, column: 'quote' }, said.quote),
      ],
    );
  });
  return id;
}
