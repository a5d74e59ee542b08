import { z } from 'zod';
import type { CitationView, MessageView } from '@/lib/chat/schema';

/** Whether the name is one of a time zone that this machine knows. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const conversationExportSchema = z.object({
  format: z.enum(['md', 'pdf'], { error: 'Choose Markdown (md) or PDF (pdf).' }).default('md'),
  /** The reader's; by default the workspace's. */
  zone: z.string().max(64).refine(isTimeZone, 'This is not the name of a time zone.').optional(),
  /** The last message of the branch that is wanted; by default all branches. */
  tip: id.optional(),
});
export type ConversationExport = z.infer<typeof conversationExportSchema>;

/** The text with a mark where it cites. */
export function withMarkers(
  message: Pick<MessageView, 'text' | 'citations'>,
  mark: (ordinal: number) => string,
): string {
  let text = message.text;
  const last = [...message.citations].sort(
    (a, b) => b.textOffset - a.textOffset || b.ordinal - a.ordinal,
  );
  for (const { ordinal, textOffset } of last)
    text = `${text.slice(0, textOffset)}${mark(ordinal)}${text.slice(textOffset)}`;
  return text;
}

/** A line of the list of sources. */
export function sourceLine({ documentName, page, quote }: CitationView): string {
  const place = documentName ? `${documentName}, page ${page}` : 'A removed document';
  const words = quote.replace(/\s+/g, ' ').trim();
  return words ? `${place}: “${words}”` : place;
}
