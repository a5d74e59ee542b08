import { conversationSearchSchema } from '@/lib/conversation-search/schema';
import { searchConversations } from '@/lib/conversation-search/search-conversations';
import { parseInput } from '@/lib/documents/parse-input';
import { withTenantRoute } from '@/lib/http/route-context';

/** Answers with `ConversationHits`. */
export const GET = withTenantRoute(async (request, { ctx }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const { q } = parseInput(conversationSearchSchema, query);
  return Response.json(await searchConversations(ctx, q));
});
