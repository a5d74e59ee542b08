import { AppError, isAppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { ReceivedObject } from '@/lib/objects/receive-draft';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import { nameSchema } from './schema';
import { refuseTooLarge } from './upload-limits';

/** A file that arrived. */
export interface Upload {
  name: string;
  mediaType: string;
  original: ReceivedOriginal;
}

/** Its bytes, sealed in the store under the id that its document will have. */
export interface ReceivedOriginal extends ReceivedObject {
  id: string;
}

/** Of a request, or of what came as its own small request in another's form. */
export interface Incoming {
  /** `x-file-name`, percent-encoded, `content-type` and `content-length`. */
  headers: Headers;
  body: AsyncIterable<Uint8Array> | null;
}

/** Files of one tenant that arrive at once; browsers send six at most. */
const AT_ONCE = 8;
const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/;
const inFlight = processState('documents.uploads', () => new Map<string, number>());

/**
 * Writes a body that is one file into the store as it arrives. Throws `too_large` as soon as the limit is passed,
 * `cancelled` when the client went away, `invalid_input` for a body shorter than declared, and `concurrency_limited`;
 * then nothing of it is left.
 */
export async function readUpload(
  ctx: TenantContext,
  { headers, body }: Incoming,
  maxBytes: number,
): Promise<Upload> {
  const name = readName(headers.get('x-file-name'));
  const declared = readLength(headers.get('content-length'));
  if (declared !== undefined && declared > maxBytes) throw refuseTooLarge(maxBytes, declared);
  const mediaType = readMediaType(headers.get('content-type'));
  const pieces = counted(body, maxBytes, declared);
  return { name, mediaType, original: await asOneOfFew(ctx, () => receiveOriginal(ctx, pieces)) };
}

/** Throws as `pieces` does. */
export async function receiveOriginal(
  ctx: TenantContext,
  pieces: AsyncIterable<Uint8Array>,
): Promise<ReceivedOriginal> {
  const id = newId();
  return { id, ...(await tenantObjects(ctx).receive('original', id, pieces)) };
}

async function* counted(
  body: Incoming['body'],
  maxBytes: number,
  declared: number | undefined,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  try {
    for await (const piece of body ?? []) {
      length += piece.length;
      if (length > maxBytes) throw refuseTooLarge(maxBytes, length);
      yield piece;
    }
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw new AppError('cancelled', 'The upload was cut off. Upload the file again.', { cause });
  }
  if (declared !== undefined && length !== declared)
    throw new AppError('invalid_input', 'The upload was cut off. Upload the file again.');
}

/** Throws `concurrency_limited`. */
export async function asOneOfFew<T>(ctx: TenantContext, work: () => Promise<T>): Promise<T> {
  const running = inFlight.get(ctx.tenantId) ?? 0;
  if (running >= AT_ONCE) {
    throw new AppError('concurrency_limited', 'Too many files are being uploaded at once.', {
      retryAfter: 1,
      limit: {
        name: 'uploads_in_flight',
        scope: 'tenant',
        limit: AT_ONCE,
        used: running,
        remedy: 'Wait for earlier files to arrive.',
      },
    });
  }
  inFlight.set(ctx.tenantId, running + 1);
  try {
    return await work();
  } finally {
    const left = (inFlight.get(ctx.tenantId) ?? 1) - 1;
    if (left > 0) inFlight.set(ctx.tenantId, left);
    else inFlight.delete(ctx.tenantId);
  }
}

function readName(header: string | null): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(header ?? '');
  } catch {
    throw new AppError('invalid_input', 'The name of the file is not encoded correctly.');
  }
  const parsed = nameSchema.safeParse(decoded);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_input', parsed.error.issues[0]?.message ?? 'The name is not usable.');
}

function readLength(header: string | null): number | undefined {
  return header !== null && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

/** What is no type of media is bytes. */
export function readMediaType(header: string | null): string {
  const type = header?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return MEDIA_TYPE.test(type) ? type : 'application/octet-stream';
}
