import { expect, it } from 'vitest';
import type { DocumentText } from '@/lib/documents/schema';
import { citedPages } from './cited-pages';
import { pageFragments } from './page-fragments';

const text = 'First passage. Second passage.';
const source = {
  ...{ id: 'd', name: 'd.pdf', format: 'pdf', supersededAt: null, text },
  pages: [
    {
      number: 1,
      label: null,
      start: 0,
      end: 30,
      blocks: [{ kind: 'paragraph', start: 0, end: 30 }],
    },
  ],
} satisfies DocumentText;

it('takes no result of one passage for the next one on the same page', () => {
  const first = pageFragments(source, { start: 0, end: 14 });
  const second = pageFragments(source, { start: 15, end: 30 });
  const results = new Map([...first.values()].map((each) => [each, true]));
  expect(citedPages(first, results)).toEqual({ first: 1, lost: false, marked: true });
  expect(citedPages(second, results)).toEqual({ first: 1, lost: false, marked: false });
  for (const each of second.values()) results.set(each, false);
  expect(citedPages(second, results)).toEqual({ first: 1, lost: true, marked: false });
  expect(citedPages(first, results).marked).toBe(true);
});

it('has nothing to mark without a passage', () => {
  const none = citedPages(pageFragments(source, undefined), new Map());
  expect(none).toEqual({ first: undefined, lost: false, marked: false });
});
