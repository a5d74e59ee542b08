import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { sealDocumentName } from '@/lib/documents/document-row';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';

const BATCH = 1_000;
/** So far back do they reach, one after the other. */
const DAYS = 60;
const DAY_MS = 86_400_000;
const TOPICS = ['boiler', 'crane', 'ferry', 'invoice', 'roster', 'harbour', 'tariff', 'mooring'];

interface Place {
  ctx: TenantContext;
  folderId: string;
}

/** Rows as ingestion leaves them, names sealed as the product seals them; passages are not what a page of them reads. */
export async function fillDocuments({ ctx, folderId }: Place, count: number): Promise<void> {
  const keys = tenantKeys(ctx);
  for (let from = 0; from < count; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => {
      const id = newId();
      const name = sealDocumentName(ctx, id, `${titleOf(from + index)}.txt`);
      return { id, name, mac: keys.contentMac(Buffer.from(id)), at: timeOf(from + index, count) };
    });
    await withTenantSql(ctx, (sql) =>
      sql(
        `insert into document (tenant_id, id, folder_id, name_sealed, media_type, format, bytes, content_mac, stage, pages,
           chunk_count, created_by, created_at, stage_at, indexed_at)
         select :tenant, d.id, $1, d.name, 'text/plain', 'text', 4096, d.mac, 'indexed', 2, 10, $2, d.at, d.at, d.at
         from unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::timestamptz[]) as d (id, name, mac, at)`,
        [
          folderId,
          ctx.principal.id,
          rows.map(({ id }) => id),
          rows.map(({ name }) => name),
          rows.map(({ mac }) => mac),
          rows.map(({ at }) => at),
        ],
      ),
    );
  }
}

/** Each a question with its answer, of the context's person. */
export async function fillConversations({ ctx }: Place, count: number): Promise<void> {
  const keys = tenantKeys(ctx);
  const seal = (table: string, row: string, column: string, text: string) =>
    keys.seal({ table, row, column }, text);
  for (let from = 0; from < count; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => {
      const [id, question, answer] = [newId(), newId(), newId()];
      const title = `What does the ${titleOf(from + index)} say?`;
      return {
        ...{ id, question, answer, at: timeOf(from + index, count) },
        title: seal('conversation', id, 'title', title),
        asked: seal('message', question, 'text', title),
        said: seal('message', answer, 'text', 'It names its hours and its desk. '.repeat(8)),
      };
    });
    const column = <Key extends keyof (typeof rows)[number]>(key: Key) =>
      rows.map((row) => row[key]);
    await withTenantSql(ctx, async (sql) => {
      await sql(
        `insert into conversation (tenant_id, id, user_id, title_sealed, created_at, updated_at)
         select :tenant, c.id, $1, c.title, c.at, c.at
         from unnest($2::uuid[], $3::bytea[], $4::timestamptz[]) as c (id, title, at)`,
        [ctx.principal.id, column('id'), column('title'), column('at')],
      );
      for (const [ordinal, author, ids, texts, parents] of [
        [1, 'user', column('question'), column('asked'), rows.map(() => null)],
        [2, 'assistant', column('answer'), column('said'), column('question')],
      ] as const)
        await sql(
          `insert into message (tenant_id, id, conversation_id, user_id, ordinal, author, state, text_sealed, created_at, parent_id)
           select :tenant, m.id, m.conversation, $1, $2, $3, 'complete', m.text, m.at, m.parent
           from unnest($4::uuid[], $5::uuid[], $6::bytea[], $7::timestamptz[], $8::uuid[]) as m (id, conversation, text, at, parent)`,
          [ctx.principal.id, ordinal, author, ids, column('id'), texts, column('at'), parents],
        );
    });
  }
}

function titleOf(n: number): string {
  return `${TOPICS[n % TOPICS.length]} rules of quay ${n}`;
}

/** The first is the newest. */
function timeOf(n: number, count: number): Date {
  return new Date(now().getTime() - ((n + 1) / count) * DAYS * DAY_MS);
}
