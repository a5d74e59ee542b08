import { attachment } from '@/lib/http/attachment';
import type { OriginalFile } from './read-passage';

/** Types that a browser may be told of; anything else is bytes. */
const SAFE_TYPES = new Set(['application/pdf', 'text/plain', 'text/csv']);

/**
 * A download that no browser shows as a page of ours: always an attachment, its type never guessed,
 * and without rights if it is opened all the same.
 */
export function originalResponse(file: OriginalFile): Response {
  const type = SAFE_TYPES.has(file.mediaType) ? file.mediaType : 'application/octet-stream';
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'content-type': type,
      'content-length': String(file.bytes.length),
      'content-disposition': attachment(file.name),
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    },
  });
}
