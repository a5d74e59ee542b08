import type { OriginalFile } from './read-passage';

/** Types that a browser may be told of; anything else is bytes. */
const SAFE_TYPES = new Set(['application/pdf', 'text/plain', 'text/csv']);

/**
 * A download that no browser shows as a page of ours: always an attachment, its type never guessed,
 * and without rights if it is opened all the same. The name as in RFC 6266.
 */
export function originalResponse(file: OriginalFile): Response {
  const type = SAFE_TYPES.has(file.mediaType) ? file.mediaType : 'application/octet-stream';
  const ascii = file.name.replace(/[^\x20-\x7e]|["\\%/]/g, '_');
  const encoded = encodeURIComponent(file.name).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'content-type': type,
      'content-length': String(file.bytes.length),
      'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    },
  });
}
