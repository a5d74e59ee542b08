import { readHistory } from '@/lib/chat/queries';
import type { MessageView } from '@/lib/chat/schema';
import { withTenantSql } from '@/lib/db/tenant-sql';
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
      asMarkdown(title, row.person, messages),
    );
    await archive.addJson(['conversations', row.email, `${file}.json`], {
      id: row.id,
      title,
      person: { name: row.person, email: row.email },
      createdAt: row.created_at.toISOString(),
      updatedAt: row.updated_at.toISOString(),
      messages,
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

export function asMarkdown(title: string, person: string, messages: MessageView[]): string {
  const turns = messages.map((message) => {
    const who = message.author === 'user' ? person : 'Answer';
    const sources = message.citations.map(
      (citation) =>
        `${citation.ordinal}. ${citation.documentName ?? 'A removed document'}, page ${citation.page}${citation.quote ? `: “${citation.quote}”` : ''}`,
    );
    const text = withMarkers(message);
    return [
      `## ${who}, ${message.createdAt}`,
      text,
      ...(sources.length > 0 ? [sources.join('\n')] : []),
    ].join('\n\n');
  });
  return `${[`# ${title}`, ...turns].join('\n\n')}\n`;
}

/** The answer with its markers, [1] and on, where it cites. */
function withMarkers(message: MessageView): string {
  let text = message.text;
  const last = [...message.citations].sort(
    (a, b) => b.textOffset - a.textOffset || b.ordinal - a.ordinal,
  );
  for (const { ordinal, textOffset } of last)
    text = `${text.slice(0, textOffset)} [${ordinal}]${text.slice(textOffset)}`;
  return text;
}
