import { pageConversations } from '@/lib/chat/page-conversations';
import { CONVERSATIONS_SHOWN, conversationPageSchema } from '@/lib/chat/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { withTenantRoute } from '@/lib/http/route-context';

/** Answers with a `ConversationPage` of the asker's own. */
export const GET = withTenantRoute(async (request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const { after } = parseInput(conversationPageSchema, query);
  const place = after !== undefined && { after };
  return Response.json(await pageConversations(ctx, { limit: CONVERSATIONS_SHOWN, ...place }));
});
