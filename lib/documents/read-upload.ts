import { AppError } from '@/lib/errors';
import { readBody } from '@/lib/http/read-body';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import { nameSchema } from './schema';
import { refuseTooLarge } from './upload-limits';

export interface Upload {
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** Bodies of one tenant held in memory at once; browsers send six at most. */
const AT_ONCE = 8;
const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/;
const inFlight = processState('documents.uploads', () => new Map<string, number>());

/**
 * Reads a request whose body is one file, its name percent-encoded in `x-file-name`. Throws
 * `too_large` as soon as the limit is passed, `cancelled` when the client went away, `invalid_input`
 * for a body shorter than declared, and `concurrency_limited`.
 */
export async function readUpload(
  ctx: TenantContext,
  request: Request,
  maxBytes: number,
): Promise<Upload> {
  const name = readName(request.headers.get('x-file-name'));
  const declared = readLength(request.headers.get('content-length'));
  if (declared !== undefined && declared > maxBytes) throw refuseTooLarge(maxBytes, declared);
  const bytes = await asOneOfFew(ctx, () =>
    readBody(request, maxBytes, (length) => refuseTooLarge(maxBytes, length)),
  );
  if (declared !== undefined && bytes.length !== declared) {
    throw new AppError('invalid_input', 'The upload was cut off. Upload the file again.');
  }
  return { name, mediaType: readMediaType(request.headers.get('content-type')), bytes };
}

async function asOneOfFew<T>(ctx: TenantContext, work: () => Promise<T>): Promise<T> {
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

function readMediaType(header: string | null): string {
  const type = header?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return MEDIA_TYPE.test(type) ? type : 'application/octet-stream';
}
