import { openTraces } from '@/lib/answer-trace/open-trace';
import { readHistory } from '@/lib/chat/queries';
import type { MessageView } from '@/lib/chat/schema';
import { toMarkdown } from '@/lib/conversation-export/to-markdown';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { feedbackOf } from '@/lib/feedback/queries';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ExportArchive } from './export-archive';

interface Row {
  tenant_id: string;
  id: string;
  title_sealed: Buffer;
  created_at: Date;
  updated_at: Date;
  person: string;
  email: string;
}

const BATCH = 200;

/**
 * Every person's conversations, to read (Markdown) and to import (JSON). Row-level security shows them to
 * the context of a running export and to no other but their own person's.
 */
export async function exportConversations(
  ctx: TenantContext,
  archive: ExportArchive,
  onDone: () => Promise<void>,
): Promise<void> {
  for await (const row of conversations(ctx)) {
    const title = tenantKeys(ctx).openText(
      { table: 'conversation', row: row.id, column: 'title' },
      row.title_sealed,
    );
    const messages = await readHistory(ctx, row.id);
    const file = `${row.updated_at.toISOString().slice(0, 10)} ${title}`;
    await archive.add(
      ['conversations', row.email, `${file}.md`],
      toMarkdown({ title, person: row.person, timeZone: 'UTC', messages }),
    );
    await archive.addJson(['conversations', row.email, `${file}.json`], {
      id: row.id,
      title,
      person: { name: row.person, email: row.email },
      createdAt: row.created_at.toISOString(),
      updatedAt: row.updated_at.toISOString(),
      messages: await withRecords(ctx, row.id, messages),
    });
    archive.counts.conversations++;
    await onDone();
  }
}

async function* conversations(ctx: TenantContext): AsyncGenerator<Row> {
  let after: string | null = null;
  for (;;) {
    const rows: Row[] = await withTenantSql(ctx, (sql) =>
      sql<Row>(
        `select c.tenant_id, c.id, c.title_sealed, c.created_at, c.updated_at, u.name as person, u.email
         from conversation c join app_user u on u.id = c.user_id
         where c.tenant_id = :tenant and ($1::uuid is null or c.id > $1) order by c.id limit $2`,
        [after, BATCH],
      ),
    );
    yield* rows;
    after = rows.at(-1)?.id ?? null;
    if (rows.length < BATCH || !after) return;
  }
}

/** Each answer with the passages that were found for it and what was said of it. */
async function withRecords(ctx: TenantContext, conversationId: string, messages: MessageView[]) {
  const ids = messages.map(({ id }) => id);
  const [traces, feedback] = await withTenantSql(
    ctx,
    async (sql) =>
      [await openTraces(ctx, sql, ids), await feedbackOf(ctx, sql, conversationId)] as const,
  );
  return messages.map((message) => {
    const said = feedback.find(({ messageId }) => messageId === message.id);
    return {
      ...message,
      passages: traces.get(message.id)?.passages,
      tools: traces.get(message.id)?.tools,
      feedback: said && { rating: said.rating, reason: said.reason, text: said.text },
    };
  });
}
