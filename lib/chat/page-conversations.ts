import { withTenant } from '@/lib/db/tenant-models';
import { AppError } from '@/lib/errors';
import { isId } from '@/lib/ids';
import { conversationEnd } from '@/lib/lifecycle/retention/conversation-end';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { conversationSummary } from './queries';
import type { ConversationPage } from './schema';

/** The principal's own conversations, newest first, from the place behind `after`. Throws `invalid_input` for another one. */
export async function pageConversations(
  ctx: TenantContext,
  { limit, after }: { limit: number; after?: string },
): Promise<ConversationPage> {
  authorize(ctx, 'conversations:read');
  const place = after === undefined ? undefined : placeOf(after);
  return withTenant(ctx, async (tx) => {
    const rows = await tx.conversation.findMany({
      where: {
        userId: ctx.principal.id,
        ...(place && {
          OR: [
            { updatedAt: { lt: place.updatedAt } },
            { updatedAt: place.updatedAt, id: { lt: place.id } },
          ],
        }),
      },
      orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const endOf = await conversationEnd(tx.sql);
    return {
      conversations: page.map((row) => ({
        ...conversationSummary(ctx, row),
        endsAt: endOf(row.updatedAt),
      })),
      next: last ? `${last.updatedAt.toISOString()}_${last.id}` : null,
    };
  });
}

function placeOf(text: string): { updatedAt: Date; id: string } {
  const [at = '', id] = text.split('_');
  if (!isId(id) || Number.isNaN(Date.parse(at)))
    throw new AppError('invalid_input', 'The cursor is not one of this listing.');
  return { updatedAt: new Date(at), id };
}
