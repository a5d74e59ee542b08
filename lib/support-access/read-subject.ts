import { askToRead } from '@/lib/chat-reading/queries';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { isId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize, can } from '@/lib/tenancy/roles';
import type { SupportSubject } from './schema';

/** What an address asks to grant: ids of a conversation or of an answer. */
export interface SubjectAsked {
  conversation?: string | undefined;
  answer?: string | undefined;
}

/** What the form is about; undefined for what the person may not read or what is not there. */
export async function readSubject(
  ctx: TenantContext,
  { conversation, answer }: SubjectAsked,
): Promise<SupportSubject | undefined> {
  authorize(ctx, 'support:grant');
  const id = answer ?? conversation;
  if (id === undefined || !isId(id)) return undefined;
  const [row] = await withTenantSql(ctx, async (sql) => {
    if (can(ctx, 'chats:oversee')) await askToRead(sql);
    return sql<{ tenant_id: string; id: string; user_id: string; title_sealed: Buffer | null }>(
      `select c.tenant_id, c.id, c.user_id,
         case when c.user_id = $2 or c.created_at >= s.changed_at then c.title_sealed end as title_sealed
       from conversation c left join chat_setting s on s.tenant_id = c.tenant_id and s.admins_read
       where c.tenant_id = :tenant and c.id = ${
         answer === undefined
           ? '$1'
           : `(select m.conversation_id
         from message m where m.tenant_id = c.tenant_id and m.id = $1 and m.author = 'assistant')`
       }`,
      [id, ctx.principal.id],
    );
  });
  if (!row) return undefined;
  const place = { table: 'conversation', row: row.id, column: 'title' };
  return {
    kind: answer === undefined ? 'conversation' : 'trace',
    id,
    conversationId: row.id,
    title: row.title_sealed && tenantKeys(ctx).openText(place, row.title_sealed),
    own: row.user_id === ctx.principal.id,
  };
}
