import type { ServerResponse } from 'node:http';
import { AppError } from '@/lib/errors';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { log } from '@/lib/log';
import type { ApiCall } from '../api-route';
import { sendJson } from '../send';
import { claimName, releaseName, type StoredAnswer, storeAnswer } from './stored-answers';

const NAME = /^[\x21-\x7e]{1,255}$/;

/**
 * Does the work and sends its answer; with an `Idempotency-Key`, once: for a day the same key of the caller's gives the
 * same answer again, marked `idempotency-replayed`. What failed was not done, and may be tried again. `request`: all
 * that makes one request another. `replaying` comes before an answer is given again. Throws `conflict` as `claimName` does.
 */
export async function answerOnce(
  call: ApiCall,
  request: string | Uint8Array,
  work: () => Promise<StoredAnswer>,
  replaying?: () => Promise<void>,
): Promise<void> {
  const { ctx, response } = call;
  const given = idempotencyKey(call);
  if (given === undefined) return sendStored(response, await work());
  const keys = tenantKeys(ctx);
  const claimed = await claimName(ctx, {
    name: keys.contentMac(Buffer.from(given)),
    request: keys.contentMac(
      Buffer.concat([
        Buffer.from(`${call.request.method} ${call.request.url}\n`),
        Buffer.from(request),
      ]),
    ),
  });
  if ('answer' in claimed) {
    await replaying?.();
    response.setHeader('idempotency-replayed', 'true');
    return sendStored(response, claimed.answer);
  }
  let answer: StoredAnswer;
  try {
    answer = await work();
    await storeAnswer(ctx, claimed.id, answer);
  } catch (error) {
    await releaseName(ctx, claimed.id).catch((failure) =>
      log.warn({ err: String(failure), tenant: ctx.tenantId }, 'a name was not released'),
    );
    throw error;
  }
  sendStored(response, answer);
}

/** Undefined when the caller gives none. Throws `invalid_input`. */
export function idempotencyKey({ request }: ApiCall): string | undefined {
  const given = request.headers['idempotency-key']?.toString();
  if (given === undefined || NAME.test(given)) return given;
  throw new AppError('invalid_input', 'An idempotency key has 1 to 255 visible ASCII characters.');
}

export function sendStored(
  response: ServerResponse,
  { status, headers, body }: StoredAnswer,
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  sendJson(response, status, body);
}
