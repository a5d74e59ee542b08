import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { removeDocument } from '@/lib/documents/delete-document';
import { isAppError } from '@/lib/errors';
import type { Operation } from '@/lib/operations/operation';
import type { TenantContext } from '@/lib/tenancy/context';
import { dueDocumentIds } from './due-documents';

const BATCH = 500;
const DOCUMENT_BATCH = 50;

interface Counts {
  conversations: number;
  messages: number;
  citations: number;
  documents: number;
  /** People who were removed while a hold kept their conversations. */
  members: number;
}

/**
 * One workspace's daily run: ends conversations by policy and documents by the administrators' choice, unless a
 * legal hold keeps them. Sees no word of a conversation. Its audit entry counts what went.
 */
export async function runRetention(operation: Operation): Promise<void> {
  const { ctx, detail, signal } = operation;
  const counts: Counts = {
    conversations: earlier(detail, 'conversations'),
    messages: earlier(detail, 'messages'),
    citations: earlier(detail, 'citations'),
    documents: earlier(detail, 'documents'),
    members: earlier(detail, 'members'),
  };
  const report = async (step: string) => {
    signal.throwIfAborted();
    await operation.note({ ...counts });
    await operation.progress(step, counts.conversations + counts.documents, 0);
  };
  for (;;) {
    const ended = await endConversations(ctx);
    if (ended.conversations === 0) break;
    counts.conversations += ended.conversations;
    counts.messages += ended.messages;
    counts.citations += ended.citations;
    await report('conversations');
  }
  counts.members += await endRemovedMembers(ctx);
  for (;;) {
    const due = await dueDocumentIds(ctx, DOCUMENT_BATCH);
    if (due.length === 0) break;
    for (const id of due) if (await endDocument(ctx, id)) counts.documents += 1;
    await report('documents');
  }
  await operation.note({ ...counts });
  await withTenantSql(ctx, (sql) =>
    recordAudit(ctx, sql, {
      action: 'retention.run',
      objectKind: 'operation',
      objectId: operation.id,
      detail: { ...counts },
    }),
  );
}

async function endConversations(
  ctx: TenantContext,
): Promise<Omit<Counts, 'documents' | 'members'>> {
  // The function takes the tenant from the signed context; naming it here makes a mismatch end nothing.
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ conversations: bigint; messages: bigint; citations: bigint }>(
      `select conversations, messages, citations from tenancy.end_conversations($1)
       where tenancy.current_tenant() = :tenant`,
      [BATCH],
    ),
  );
  return {
    conversations: Number(row?.conversations ?? 0),
    messages: Number(row?.messages ?? 0),
    citations: Number(row?.citations ?? 0),
  };
}

async function endRemovedMembers(ctx: TenantContext): Promise<number> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ ended: bigint }>(
      'select tenancy.end_removed_members() as ended where tenancy.current_tenant() = :tenant',
    ),
  );
  return Number(row?.ended ?? 0);
}

/** False when somebody else deleted it first. */
async function endDocument(ctx: TenantContext, id: string): Promise<boolean> {
  try {
    await removeDocument(ctx, id, 'document.expire');
    return true;
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') return false;
    throw error;
  }
}

function earlier(detail: Record<string, unknown>, name: keyof Counts): number {
  const value = detail[name];
  return typeof value === 'number' ? value : 0;
}
