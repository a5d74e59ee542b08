import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { DocumentText, DocumentTextBlock } from '@/lib/documents/schema';
import { DocumentReader } from './document-reader';

/** A text of one page with so many paragraphs. */
function documentOf(paragraphs: number): DocumentText {
  let text = '';
  const blocks: DocumentTextBlock[] = [];
  for (let n = 0; n < paragraphs; n += 1) {
    const start = text.length;
    text += `Paragraph ${n}.`;
    blocks.push({ kind: 'paragraph', start, end: text.length });
    text += '\n';
  }
  const pages = [{ number: 1, label: null, start: 0, end: text.length, blocks }];
  return { id: 'd', name: 'long.md', format: 'markdown', supersededAt: null, text, pages };
}

const groups = (html: string) =>
  [...html.matchAll(/data-blocks="(\d+)"/g)].map((match) => Number(match[1]));

it('lays a long page out in parts, each paragraph in one of them', () => {
  const html = renderToStaticMarkup(<DocumentReader document={documentOf(1_020)} />);
  expect(groups(html)).toEqual([...Array.from({ length: 20 }, () => 50), 20]);
  expect([...html.matchAll(/Paragraph (\d+)\./g)].map((match) => Number(match[1]))).toEqual(
    Array.from({ length: 1_020 }, (_, n) => n),
  );
});

it('marks a passage across the end of a part', () => {
  const document = documentOf(120);
  const blocks = document.pages[0]?.blocks ?? [];
  const span = { start: blocks[49]?.start ?? 0, end: blocks[50]?.end ?? 0 };
  const html = renderToStaticMarkup(<DocumentReader document={document} span={span} />);
  const marks = [...html.matchAll(/<mark[^>]*>([^<]*)</g)].map((match) => match[1]);
  expect(marks).toEqual(['Paragraph 49.', 'Paragraph 50.']);
});

it('says where a page has no text', () => {
  const empty = { ...documentOf(0), text: '' };
  expect(renderToStaticMarkup(<DocumentReader document={empty} />)).toContain(
    'No text on this page.',
  );
});
