import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { RefusedError } from '@/components/documents/read-json';
import { SourceProblem } from './source-problem';

const html = (error: Error) =>
  renderToStaticMarkup(<SourceProblem error={error} onRetry={() => undefined} />);

it('says that a source is gone only when it is', () => {
  const drawn = html(new RefusedError({ code: 'not_found', message: 'Not found.' }));
  expect(drawn).toContain('It was removed, or you may no longer read it.');
  expect(drawn).not.toContain('Try again');
});

it('says every other reason, with the request and a way to try again', () => {
  const drawn = html(
    new RefusedError({
      code: 'rate_limited',
      message: 'This workspace was sent as much data today as it may be.',
      requestId: 'req-17',
    }),
  );
  expect(drawn).toContain('This workspace was sent as much data today as it may be.');
  expect(drawn).toContain('req-17');
  expect(drawn).toContain('Try again');
  expect(drawn).not.toContain('removed');
});

it('says when the server cannot be reached', () => {
  expect(html(new TypeError('Failed to fetch'))).toContain('The server could not be reached.');
});
