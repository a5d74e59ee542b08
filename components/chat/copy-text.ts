import type { CitationView } from '@/lib/chat/schema';
import { sourceLine, withMarkers } from '@/lib/conversation-export/facts';

/** An answer as Markdown to paste elsewhere: with its markers, and below it what they stand for. */
export function copyText(answer: { text: string; citations: CitationView[] }): string {
  const marked = withMarkers(answer, (ordinal) => ` [${ordinal}]`);
  const sources = answer.citations.map((each) => `${each.ordinal}. ${sourceLine(each)}`);
  return sources.length > 0 ? `${marked}\n\nSources:\n\n${sources.join('\n')}\n` : marked;
}
