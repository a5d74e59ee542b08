import type { ConversationPage, ConversationSummary } from '@/lib/chat/schema';

/** One listing of several pages. What was asked again meanwhile stands on two of them: the newer one counts. */
export function joinPages(pages: readonly ConversationPage[]): ConversationSummary[] {
  const byId = new Map<string, ConversationSummary>();
  for (const { conversations } of pages)
    for (const each of conversations) if (!byId.has(each.id)) byId.set(each.id, each);
  return [...byId.values()];
}
