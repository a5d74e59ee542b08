import { recordAudit } from '@/lib/audit/record';
import { branchOf } from '@/lib/chat/branch-of';
import { readConversation } from '@/lib/chat/queries';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { renderPdf } from '@/lib/pdf/render-pdf';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Said } from './said';
import type { ConversationExport } from './schema';
import { toMarkdown } from './to-markdown';
import { toPdf } from './to-pdf';

export interface ConversationFile {
  /** Without folders; may have any letter. */
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

const NAME_LENGTH = 80;

/** One's own conversation as a file. Throws `not_found` for another person's; writes down that it was taken out. */
export async function exportConversation(
  ctx: TenantContext,
  conversationId: string,
  { format, zone, tip }: ConversationExport,
  signal?: AbortSignal,
): Promise<ConversationFile> {
  const { title, messages } = await readConversation(ctx, conversationId);
  const chosen = tip ? branchOf(messages, tip) : messages;
  if (tip && chosen.length === 0) throw notFound();
  const said: Said = {
    ...{ title, messages: chosen },
    person: ctx.principal.name,
    timeZone: zone ?? ctx.timeZone,
  };
  const bytes =
    format === 'md' ? Buffer.from(toMarkdown(said)) : await renderPdf(toPdf(said, now()), signal);
  await withTenantSql(ctx, (sql) =>
    recordAudit(ctx, sql, {
      action: 'conversation.export',
      objectKind: 'conversation',
      objectId: conversationId,
      detail: { format, messages: chosen.length },
    }),
  );
  const mediaType = format === 'md' ? 'text/markdown; charset=utf-8' : 'application/pdf';
  return { name: `${plainName(title)}.${format}`, mediaType, bytes };
}

function plainName(title: string): string {
  const plain = title
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  return [...plain].slice(0, NAME_LENGTH).join('').trim() || 'Conversation';
}
