import type { MessageView } from '@/lib/chat/schema';
import { sourceMark } from '@/lib/pdf/markdown-blocks';
import type { PdfBlock, PdfContent } from '@/lib/pdf/schema';
import { authorOf, endOf, type Said, saidAt } from './said';
import { sourceLine, withMarkers } from './schema';

/** The same as the Markdown, to print: pages with numbers, and the time zone at their foot. */
export function toPdf(said: Said, at: Date): PdfContent {
  const { title, person, timeZone, messages } = said;
  const made = saidAt(at, timeZone);
  return {
    title,
    footer: `${title} · times in ${timeZone}`,
    at: at.toISOString(),
    blocks: [
      { kind: 'heading', level: 1, text: title },
      { kind: 'text', soft: true, text: `Asked by ${person}. Saved ${made}.` },
      ...messages.flatMap((message) => turn(message, said)),
    ],
  };
}

function turn(message: MessageView, { person, timeZone }: Said): PdfBlock[] {
  const end = endOf(message);
  return [
    { kind: 'heading', level: 2, text: authorOf(message, person) },
    { kind: 'text', soft: true, text: saidAt(message.createdAt, timeZone) },
    ...body(message),
    ...(end ? [{ kind: 'text', soft: true, text: end } as const] : []),
    ...sources(message),
  ];
}

function body(message: MessageView): PdfBlock[] {
  if (message.author === 'user') return [{ kind: 'text', text: message.text }];
  return [{ kind: 'markdown', text: withMarkers(message, (ordinal) => ` ${sourceMark(ordinal)}`) }];
}

function sources({ citations }: MessageView): PdfBlock[] {
  if (citations.length === 0) return [];
  return [
    { kind: 'heading', level: 3, text: 'Sources' },
    ...citations.map(
      (each) =>
        ({ kind: 'item', marker: `[${each.ordinal}]`, text: sourceLine(each), depth: 0 }) as const,
    ),
  ];
}
