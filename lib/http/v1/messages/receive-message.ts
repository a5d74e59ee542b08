import type { IncomingMessage } from 'node:http';
import { AppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { parseJson, receiveBody } from '../receive-body';

/** The provider's own limit. */
const LARGEST_BYTES = 32 * 1024 * 1024;
/** Of what is no picture: what any other route takes, or twice what fills the context with ordinary text. */
const LEAST_TEXT_BYTES = 1024 * 1024;
const TEXT_BYTES_PER_TOKEN = 8;
/** Of pictures, of which the smallest has some tokens and the largest some thousand. */
const PICTURE_BYTES_PER_TOKEN = 1_024;
/** A picture as JSON has it: base64, and as long as no word is. */
const PICTURE = /"[A-Za-z0-9+/=]{4096,}"/g;

/**
 * The body of a request of the Messages API, as large as the plan's context can need it: to read JSON holds up everyone
 * in this process, and pictures alone are read at once. Throws as `receiveJson`, `too_large` from the head where it tells.
 */
export async function receiveMessage(
  ctx: TenantContext,
  request: IncomingMessage,
  { contextTokens }: Pick<Policy, 'contextTokens'>,
): Promise<Record<string, unknown>> {
  const textBytes = Math.max(LEAST_TEXT_BYTES, contextTokens * TEXT_BYTES_PER_TOKEN);
  const maxBytes = Math.min(LARGEST_BYTES, textBytes + contextTokens * PICTURE_BYTES_PER_TOKEN);
  const bytes = await receiveBody(ctx, request, maxBytes);
  if (bytes.length > textBytes && withoutPictures(bytes) > textBytes)
    throw new AppError('too_large', `The body, without its pictures, is over ${textBytes} bytes.`);
  return parseJson(bytes) as Record<string, unknown>;
}

function withoutPictures(bytes: Buffer): number {
  return bytes.toString('latin1').replace(PICTURE, '""').length;
}

/** Input tokens that a body is taken for before it is read: of text by its length, and never more than fit. */
export function expectedInput(request: IncomingMessage, { contextTokens }: Policy): number {
  const bytes = Number(request.headers['content-length'] ?? Number.NaN);
  return bytes >= 0 ? Math.min(Math.ceil(bytes / BYTES_PER_TOKEN), contextTokens) : contextTokens;
}

/** Of ordinary text. */
export const BYTES_PER_TOKEN = 4;
