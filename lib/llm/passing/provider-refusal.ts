import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { AppError } from '@/lib/errors';
import type { ModelAccount } from '../account';
import type { CallEnd } from '../upstream/upstream';

/** The provider's no to one request, before it began. Nothing is charged. */
export interface ProviderRefusal {
  error: AppError;
  how: CallEnd;
}

const envelope = z.object({ error: z.object({ message: z.string().max(4_000) }) });
/** What the provider says of the platform's account concerns nobody else. */
const OF_THE_ACCOUNT =
  /credit|billing|balance|organi[sz]ation|workspace|api[ -]?key|account|plan\b/i;
const LARGEST_BYTES = 65_536;

/** Reads an answer with another status than 200. The words of a request's own fault go on to whoever sent it. */
export async function readRefusal(
  response: IncomingMessage,
  account: ModelAccount,
): Promise<ProviderRefusal> {
  const status = response.statusCode ?? 0;
  const words = wordsOf(await readSome(response), account);
  const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
  const detail = Number.isFinite(seconds) && seconds >= 0 ? { retryAfter: Math.ceil(seconds) } : {};
  if (status === 429 || status === 529)
    return {
      error: new AppError('model_overloaded', 'The model is overloaded. Try again shortly.', {
        retryAfter: 1,
        ...detail,
      }),
      how: 'overloaded',
    };
  if (status === 400 || status === 422)
    return {
      error: new AppError('invalid_input', words ?? 'The model did not accept this request.'),
      how: 'request_refused',
    };
  if (status === 413)
    return {
      error: new AppError('too_large', words ?? 'The request is too large for the model.'),
      how: 'request_refused',
    };
  const how =
    status === 401 || status === 402 || status === 403 ? 'account_refused' : 'upstream_failed';
  return {
    error: new AppError('model_unavailable', 'The model is not available.', detail),
    how: status === 404 ? 'request_refused' : how,
  };
}

function wordsOf(text: string, account: ModelAccount): string | undefined {
  try {
    const { message } = envelope.parse(JSON.parse(text)).error;
    return account.tenantId === undefined && OF_THE_ACCOUNT.test(message) ? undefined : message;
  } catch {
    return undefined;
  }
}

async function readSome(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of response) {
      pieces.push(piece);
      length += piece.length;
      if (length > LARGEST_BYTES) break;
    }
  } catch {
    // A status alone says enough.
  }
  return Buffer.concat(pieces).toString('utf8');
}
