import type { IncomingMessage } from 'node:http';
import { AppError } from '@/lib/errors';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';

/** Bytes of one tenant's bodies that this process holds while they arrive. */
const MOST_BYTES = 128 * 1024 * 1024;
const arriving = processState('http.apiBodies', () => new Map<string, number>());

/**
 * A request's whole body, counted while it arrives. Throws `too_large`, `concurrency_limited` when the tenant's bodies
 * fill what is kept of them at once, and `cancelled` when the client went away.
 */
export async function receiveBody(
  ctx: TenantContext,
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const pieces: Buffer[] = [];
  let length = 0;
  let held = 0;
  try {
    // Who stops reading has an answer to give: the connection stays until it is sent.
    const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
    for await (const piece of body) {
      length += piece.length;
      if (length > maxBytes) throw tooLarge(maxBytes);
      held += piece.length;
      if (hold(ctx.tenantId, piece.length) > MOST_BYTES) throw tooMany();
      pieces.push(piece);
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('cancelled', 'The request was cut off.', { cause });
  } finally {
    hold(ctx.tenantId, -held);
  }
  return pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces, length);
}

function hold(tenantId: string, bytes: number): number {
  const all = (arriving.get(tenantId) ?? 0) + bytes;
  if (all > 0) arriving.set(tenantId, all);
  else arriving.delete(tenantId);
  return all;
}

const LARGEST_JSON_BYTES = 1024 * 1024;

/** The body as JSON. Throws as above, and `invalid_input` with what is wrong. */
export async function receiveJson(
  ctx: TenantContext,
  request: IncomingMessage,
  maxBytes = LARGEST_JSON_BYTES,
): Promise<unknown> {
  return parseJson(await receiveBody(ctx, request, maxBytes));
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Nothing that is asked for is nested as deeply, and what reads it later may call itself for each level. */
const MOST_LEVELS = 200;

export function parseJson(bytes: Buffer): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new AppError('invalid_input', 'The body is not UTF-8.');
  }
  if (text.trim() === '')
    throw new AppError('invalid_input', 'The body is empty; send a JSON object.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('invalid_input', 'The body is not valid JSON.');
  }
  assertShallow(value, MOST_LEVELS);
  return value;
}

function assertShallow(value: unknown, levels: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (levels === 0)
    throw new AppError('invalid_input', `The body is nested over ${MOST_LEVELS} levels deep.`);
  for (const each of Array.isArray(value) ? value : Object.values(value))
    assertShallow(each, levels - 1);
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('too_large', `The body is larger than ${maxBytes} bytes.`);
}

function tooMany(): AppError {
  return new AppError('concurrency_limited', 'Too much is being sent at once.', {
    retryAfter: 1,
    limit: {
      name: 'arriving_bytes',
      scope: 'tenant',
      limit: MOST_BYTES,
      used: MOST_BYTES,
      remedy: 'Send fewer large requests at the same time.',
    },
  });
}
