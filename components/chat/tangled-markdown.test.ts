import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { AnswerMarkdown } from './answer-markdown';
import { isTangled } from './tangled-markdown';

const drawn = (text: string) =>
  renderToStaticMarkup(
    createElement(AnswerMarkdown, { text, citations: [], streaming: false, linkHosts: null }),
  );

it.each(['>'.repeat(3_000), '- '.repeat(3_000), '*_a'.repeat(3_000)])(
  'shows as it is written what would take too long or too deep to read',
  (text) => {
    expect(isTangled(text)).toBe(true);
    expect(drawn(text)).toContain(text.slice(0, 300).replaceAll('>', '&gt;'));
  },
);

it('reads everything else as Markdown', () => {
  const text = `> said\n\n${'- **a** and _b_\n'.repeat(200)}\n| a | b |\n|---|---|\n| 1 | 2 |`;
  expect(isTangled(text)).toBe(false);
  expect(drawn('**bold**')).toContain('bold</');
  expect(drawn('**bold**')).not.toContain('**');
});
