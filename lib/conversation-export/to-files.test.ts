import { describe, expect, it } from 'vitest';
import type { MessageView } from '@/lib/chat/schema';
import { markdownBlocks } from '@/lib/pdf/markdown-blocks';
import { toMarkdown } from './to-markdown';
import { toPdf } from './to-pdf';

const said = (message: Partial<MessageView>): MessageView => ({
  ...{ id: 'm', parentId: null, author: 'assistant', state: 'complete', errorCode: undefined },
  ...{ text: '', requestId: undefined, createdAt: '2026-01-02T23:30:00.000Z' },
  ...{ citations: [], downgraded: undefined },
  ...message,
});
const citation = {
  ...{ ordinal: 1, textOffset: 10, documentId: 'd', documentName: 'Handbook.pdf', page: 4 },
  ...{ start: 0, end: 9, quote: 'Two\nweeks' },
};
const CONVERSATION = {
  title: 'Leave',
  person: 'Ada',
  timeZone: 'Asia/Tokyo',
  messages: [
    said({ author: 'user', text: 'How long?' }),
    said({
      text: 'Two weeks.\n\n- **one**\n- two',
      citations: [citation, { ...citation, ordinal: 2, documentName: undefined, quote: '' }],
    }),
    said({ state: 'stopped', text: 'It' }),
  ],
};

describe('a conversation as a file', () => {
  it('is Markdown with markers where it cites, the sources below, and times in a named zone', () => {
    expect(toMarkdown(CONVERSATION)).toBe(`# Leave

## Ada, 3 Jan 2026, 08:30 Asia/Tokyo

How long?

## Answer, 3 Jan 2026, 08:30 Asia/Tokyo

Two weeks. [1] [2]

- **one**
- two

Sources:

1. Handbook.pdf, page 4: “Two weeks”
2. A removed document

## Answer, 3 Jan 2026, 08:30 Asia/Tokyo

It

*This answer was stopped.*
`);
  });

  it('is the same as PDF, whose pages name the zone', () => {
    const { footer, blocks } = toPdf(CONVERSATION, new Date('2026-01-03T00:00:00Z'));
    const drawn = blocks.flatMap((block) =>
      block.kind === 'markdown' ? markdownBlocks(block.text) : [block],
    );
    expect(footer).toBe('Leave · times in Asia/Tokyo');
    expect(drawn).toContainEqual({ kind: 'text', text: 'Two weeks. [1] [2]' });
    expect(drawn).toContainEqual({ kind: 'item', marker: '•', text: 'one', depth: 0 });
    expect(drawn).toContainEqual({
      ...{ kind: 'item', marker: '[1]', depth: 0 },
      text: 'Handbook.pdf, page 4: “Two weeks”',
    });
    expect(drawn).toContainEqual({ kind: 'text', soft: true, text: 'This answer was stopped.' });
  });
});

describe('blocks of Markdown', () => {
  it('are tables, code, quotes and nested lists', () => {
    const text =
      '| a | b |\n|---|--:|\n| 1 & 2 | `x` |\n\n```js\nlet a;\n```\n\n> said\n\n1. one\n   - two\n';
    expect(markdownBlocks(text)).toEqual([
      {
        kind: 'table',
        rows: [
          ['a', 'b'],
          ['1 & 2', 'x'],
        ],
        align: ['left', 'right'],
      },
      { kind: 'code', text: 'let a;' },
      { kind: 'quote', text: 'said' },
      { kind: 'item', marker: '1.', text: 'one', depth: 0 },
      { kind: 'item', marker: '•', text: 'two', depth: 1 },
    ]);
  });

  it('show where a link leads, and HTML as it is written', () => {
    expect(
      markdownBlocks('[bank](https://evil.example) <b>x</b> ![alt](https://x.example/i)'),
    ).toEqual([{ kind: 'text', text: 'bank (https://evil.example) <b>x</b> alt' }]);
  });
});

it('shows what is nested too deeply to be read as it is written', () => {
  const text = '>'.repeat(30_000);
  expect(markdownBlocks(text)).toEqual([{ kind: 'text', text }]);
});
