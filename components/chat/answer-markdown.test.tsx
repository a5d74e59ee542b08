import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { AnswerMarkdown } from './answer-markdown';

const html = (text: string) =>
  renderToStaticMarkup(<AnswerMarkdown text={text} citations={[]} streaming={false} />);

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

it('a marker that names no citation leads nowhere', () => {
  expect(html('[7](#source-7)')).not.toContain('href');
});

it('draws tables, lists and code', () => {
  const drawn = html('| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n\n```js\nlet x\n```');
  expect(drawn).toContain('<table');
  expect(drawn).toContain('<li');
  expect(drawn).toContain('let x');
});
