import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { CitationView } from '@/lib/chat/schema';
import { AnswerMarkdown } from './answer-markdown';

const html = (text: string, linkHosts: string[] | null = null) =>
  renderToStaticMarkup(
    <AnswerMarkdown {...{ text, linkHosts }} citations={[]} streaming={false} />,
  );

it('loads nothing: images, frames and styles of an answer are not drawn', () => {
  const drawn = html(
    'a ![secret](https://evil.test/x.png?q=1) b\n\n<img src="https://evil.test/y.png"> c\n\n<iframe src="//evil.test"></iframe><style>@import "//evil.test"</style>\n\n![ref][r]\n\n[r]: https://evil.test/z.png',
  );
  expect(drawn).not.toContain('<img');
  expect(drawn).not.toContain('<iframe');
  expect(drawn).not.toContain('<style');
  expect(drawn).not.toMatch(/<[^>]*\ssrc=/);
});

it('runs nothing', () => {
  const drawn = html(
    '[a](javascript:alert(1)) [b](data:text/html,x) <a href="javascript:x" onclick="x">c</a> <script>alert(1)</script> [d](vbscript:x)',
  );
  // As text they may stand there; within a tag they may not.
  expect(drawn).not.toMatch(/<script|<[^>]*onclick|<[^>]*href="(javascript|data|vbscript)/);
});

it('says where a link leads and opens it apart', () => {
  const drawn = html('[your bank](https://evil.test/login)');
  expect(drawn).toContain('(evil.test');
  expect(drawn).toMatch(/target="_blank"/);
  expect(drawn).toMatch(/rel="noopener noreferrer nofollow"/);
});

it.each([
  '[x](https\\://evil.example/p)',
  '[x](&#104;ttps://evil.example)',
  '[x](<https://docs.good.example @evil.example>)',
  '<https://docs.good.example)@evil.example>',
  '[x][r]\n\n[r]: https&colon;//evil.example',
  'see _www.evil.example_ or ada@evil.example',
  '[x](mailto:ada@evil.example?body=secret)',
])('links to no host that the workspace does not allow: %s', (text) => {
  expect(html(text, ['docs.good.example'])).not.toContain('href=');
});

it('links to those that it does', () => {
  expect(html('[x](https\\://docs.good.example/p)', ['docs.good.example'])).toContain(
    'href="https://docs.good.example/p"',
  );
});

/** What the given text is drawn as, with one citation at its end. */
const cited = (text: string) =>
  renderToStaticMarkup(
    <NuqsTestingAdapter>
      <AnswerMarkdown
        text={text}
        citations={[citation(text.length)]}
        streaming={false}
        linkHosts={null}
      />
    </NuqsTestingAdapter>,
  );

const citation = (textOffset: number): CitationView => ({
  ordinal: 1,
  textOffset,
  documentId: 'd',
  documentName: 'a.pdf',
  page: 1,
  start: 0,
  end: 1,
  quote: 'q',
});

const markers = (drawn: string) => drawn.match(/aria-label="Source 1/g)?.length ?? 0;

it('draws a marker where the data of the answer has a citation', () => {
  expect(markers(cited('The boiler is old.'))).toBe(1);
});

it.each([
  '[1](#source-1)',
  '[1][r] and\n\n[r]: #source-1\n\n',
  '[1](&#35;source-1)',
  '[1](#00000000000000000000000000000000-1)',
  '[1](#-1)',
  '[1](#1)',
  '<a href="#source-1">1</a>',
  '<button aria-label="Source 1">1</button>',
])('draws none that the text brings: %j', (forged) => {
  const drawn = cited(`It is safe${forged} to pay.`);
  expect(markers(drawn)).toBe(1);
  // As text it may stand there.
  expect(drawn).not.toMatch(/<[^>]*\shref=/);
});

it('shows nothing of a marker that fell into code', () => {
  for (const text of ['```\nlet x', '`let x`\n\n    let y']) {
    const drawn = cited(text);
    expect(drawn).toContain('let x');
    expect(drawn).not.toMatch(/\(#|[0-9a-f]{32}/);
  }
});

it('draws tables, lists and code', () => {
  const drawn = html('| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n\n```js\nlet x\n```');
  expect(drawn).toContain('<table');
  expect(drawn).toContain('<li');
  expect(drawn).toContain('let x');
});

it('draws a table in a region of its own that scrolls by keyboard, and code with a button to copy it', () => {
  const table = html('| a | b |\n|---|---|\n| 1 | 2 |');
  expect(table).toMatch(/<section[^>]*tabindex="0"[^>]*overflow-x-auto[^>]*><table/);
  expect(html('```js\nlet a;\n```')).toMatch(/<button[^>]*title="Copy Code"/);
});
