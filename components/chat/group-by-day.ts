import { formatMonth } from '@/components/ui/format';
import type { ConversationSummary } from '@/lib/chat/schema';

export interface DayGroup {
  label: string;
  conversations: ConversationSummary[];
}

const DAY_MS = 86_400_000;

/** Today, Yesterday, the last week, then months; in the given zone, by default the reader's own. */
export function groupByDay(
  conversations: readonly ConversationSummary[],
  now: Date,
  timeZone?: string,
): DayGroup[] {
  const dayOf = (at: Date) => at.toLocaleDateString('en-CA', { timeZone });
  const today = dayOf(now);
  const yesterday = dayOf(new Date(now.getTime() - DAY_MS));
  const weekAgo = dayOf(new Date(now.getTime() - 7 * DAY_MS));
  const groups: DayGroup[] = [];
  for (const conversation of conversations) {
    const at = new Date(conversation.updatedAt);
    const day = dayOf(at);
    const label =
      day >= today
        ? 'Today'
        : day === yesterday
          ? 'Yesterday'
          : day >= weekAgo
            ? 'Last 7 days'
            : formatMonth(at, timeZone);
    const last = groups.at(-1);
    if (last?.label === label) last.conversations.push(conversation);
    else groups.push({ label, conversations: [conversation] });
  }
  return groups;
}
