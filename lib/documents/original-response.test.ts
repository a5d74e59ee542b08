import { expect, it } from 'vitest';
import { originalResponse } from './original-response';

const respond = (name: string, mediaType: string) =>
  originalResponse({ name, mediaType, bytes: Buffer.from('<script>') }).headers;

it('never lets a browser run what was uploaded', () => {
  for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'x/y'])
    expect(respond('a.html', type).get('content-type')).toBe('application/octet-stream');
  const headers = respond('a.pdf', 'application/pdf');
  expect(headers.get('content-type')).toBe('application/pdf');
  expect(headers.get('content-disposition')).toMatch(/^attachment;/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain('sandbox');
});

it('keeps any name inside its header', () => {
  expect(respond(`"; x="é/文.txt`, 'text/plain').get('content-disposition')).toBe(
    `attachment; filename="_; x=____.txt"; filename*=UTF-8''%22%3B%20x%3D%22%C3%A9%2F%E6%96%87.txt`,
  );
});
