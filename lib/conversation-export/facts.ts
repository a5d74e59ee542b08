import type { CitationView, MessageView } from '@/lib/chat/schema';

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
