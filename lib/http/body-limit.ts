import type { IncomingMessage } from 'node:http';
import { AppError } from '@/lib/errors';

const LARGEST_BYTES = 1024 * 1024;
/** Count the bytes themselves, while they read them and only for who may upload. */
const UPLOAD = /^\/api\/(?:t\/[^/]+\/(?:documents|uploads\/[^/]+)|finance\/provider)$/;
/** The public API counts every body itself, once its key was verified. */
const API = /^\/v1(?:\/|$)/;

/**
 * Refuses a body that whoever reads it would keep in memory as a whole, also from somebody who is not
 * signed in: forms, questions and actions are small and their clients know how long they are.
 * `path` is without its query. Undefined for a request that may go on.
 */
export function bodyRefusal(
  { headers }: Pick<IncomingMessage, 'headers'>,
  path: string,
): AppError | undefined {
  if (UPLOAD.test(path) || API.test(path)) return undefined;
  if (headers['transfer-encoding'] !== undefined)
    return new AppError('invalid_input', 'This request has to say its length.');
  if (Number(headers['content-length'] ?? 0) > LARGEST_BYTES)
    return new AppError('too_large', 'This request is larger than any of its kind.');
  return undefined;
}
