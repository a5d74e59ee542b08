import { recordAudit } from '@/lib/audit/record';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { requireId } from '@/lib/documents/require-id';
import { notFound } from '@/lib/errors';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { ColleagueConversation, ColleagueMessage } from './schema';

const SHOWN = 200;

/** What administrators may read, their own among it, the latest first; nothing while it is not allowed. Throws `forbidden`. */
export async function listColleagueConversations(
  ctx: TenantContext,
): Promise<ColleagueConversation[]> {
  authorize(ctx, 'chats:oversee');
  const rows = await withTenantSql(ctx, async (sql) => {
    await askToRead(sql);
    return sql<{
      tenant_id: string;
      id: string;
      user_id: string;
      person: string | null;
      title_sealed: Buffer | null;
      updated_at: Date;
    }>(
      `select c.tenant_id, c.id, c.user_id, u.name as person, c.updated_at,
         case when c.created_at >= s.changed_at then c.title_sealed end as title_sealed
       from conversation c join chat_setting s on s.tenant_id = c.tenant_id and s.admins_read
       left join app_user u on u.id = c.user_id
       where c.tenant_id = :tenant and exists (select from message m
         where m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.created_at >= s.changed_at)
       order by c.updated_at desc, c.id limit $1`,
      [SHOWN],
    );
  });
  return rows.map((row) => ({
    id: row.id,
    personId: row.user_id,
    person: row.person ?? 'A former member',
    title:
      row.title_sealed &&
      tenantKeys(ctx).openText(
        { table: 'conversation', row: row.id, column: 'title' },
        row.title_sealed,
      ),
    updatedAt: row.updated_at.toISOString(),
  }));
}

/**
 * One conversation of a colleague; that it was read is in the audit log before a word of it is given. Throws `forbidden`,
 * and `not_found` also while reading is not allowed.
 */
export async function readColleagueConversation(
  ctx: TenantContext,
  id: string,
): Promise<ColleagueMessage[]> {
  authorize(ctx, 'chats:oversee');
  const conversationId = requireId(id);
  const rows = await withTenantSql(ctx, async (sql) => {
    await askToRead(sql);
    const found = await sql<{
      tenant_id: string;
      id: string;
      user_id: string;
      author: ColleagueMessage['author'];
      text_sealed: Buffer;
      created_at: Date;
    }>(
      `select m.tenant_id, m.id, m.user_id, m.author, m.text_sealed, m.created_at
       from message m join chat_setting s on s.tenant_id = m.tenant_id and s.admins_read and m.created_at >= s.changed_at
       where m.tenant_id = :tenant and m.conversation_id = $1 order by m.ordinal`,
      [conversationId],
    );
    const [first] = found;
    if (!first) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'conversation.read_by_admin',
      objectKind: 'conversation',
      objectId: conversationId,
      detail: { person: first.user_id },
    });
    return found;
  });
  return rows.map((row) => ({
    id: row.id,
    author: row.author,
    text: tenantKeys(ctx).openText(
      { table: 'message', row: row.id, column: 'text' },
      row.text_sealed,
    ),
    createdAt: row.created_at.toISOString(),
  }));
}

/** Everything else of the product asks for one's own conversations, and gets no others. */
export async function askToRead(sql: TenantSql): Promise<void> {
  await sql(
    "select set_config('tenancy.reading_chats', 'on', true) as asked where :tenant is not null",
  );
}
