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
/** How a message names what a request holds: in quotes, or by a path or a name of several parts. */
const NAMED = /'[^']*'|"[^"]*"|`[^`]*`|\w+(?:[._]\w+)+/g;
const LARGEST_BYTES = 65_536;

/**
 * Reads an answer with another status than 200. The words of a request's own fault go on to whoever `sent` it. What the
 * provider says of an account goes on to the tenant that brought it; the platform's own is overloaded or away, as a
 * model is, whatever its provider calls it.
 */
export async function readRefusal(
  response: IncomingMessage,
  account: ModelAccount,
  sent: Buffer,
): Promise<ProviderRefusal> {
  const status = response.statusCode ?? 0;
  const own = account.tenantId !== undefined;
  const words = wordsOf(await readSome(response), own, sent);
  const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
  const detail = Number.isFinite(seconds) && seconds >= 0 ? { retryAfter: Math.ceil(seconds) } : {};
  if (status === 429 && own)
    return {
      error: new AppError('rate_limited', words ?? 'The limit of your account is reached.', {
        retryAfter: 1,
        ...detail,
      }),
      how: 'overloaded',
    };
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
  if (status === 404)
    return {
      error: new AppError('not_found', words ?? 'The model is not there.'),
      how: 'request_refused',
    };
  const refused = status === 401 || status === 402 || status === 403;
  const said = own ? words : undefined;
  return {
    error: new AppError('model_unavailable', said ?? 'The model is not available.', detail),
    how: refused ? 'account_refused' : 'upstream_failed',
  };
}

function wordsOf(text: string, own: boolean, sent: Buffer): string | undefined {
  try {
    const { message } = envelope.parse(JSON.parse(text)).error;
    return own || !OF_THE_ACCOUNT.test(withoutOwnNames(message, sent)) ? message : undefined;
  } catch {
    return undefined;
  }
}

/** A tool may be called `account_plan`: what the request itself names so is nothing of the account. */
function withoutOwnNames(message: string, sent: Buffer): string {
  return message.replace(NAMED, (name) => {
    const parts = name.replace(/^['"`]|['"`]$/g, '').split('.');
    return parts.every((part) => !OF_THE_ACCOUNT.test(part) || sent.includes(part)) ? '' : name;
  });
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
