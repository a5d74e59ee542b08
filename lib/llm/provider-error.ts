import { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import { AppError } from '@/lib/errors';
import type { CallEnd } from './upstream/upstream';

/** Codes of Node's network errors that mean that no byte of the request arrived. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What an error of the SDK means for the call. */
export interface ProviderFailure {
  error: AppError;
  /** The provider itself said no, or was not reached: nothing is charged. */
  refused: boolean;
  /** Refused for a reason that may pass within a second. */
  worthRetrying: boolean;
  /** What it says of the upstream. */
  end: CallEnd;
  providerRequestId?: string;
}

/**
 * Sorts an error of the SDK. The provider's own words are not repeated to the user: they name the
 * platform's account and model. They stay in `cause`.
 */
export function readProviderError(cause: unknown): ProviderFailure {
  if (cause instanceof APIUserAbortError) {
    return { error: cancelled(), refused: false, worthRetrying: false, end: 'says_nothing' };
  }
  if (cause instanceof APIConnectionError) {
    const refused = NEVER_SENT.has(networkCode(cause));
    const error = new AppError('model_unavailable', 'The model could not be reached.', { cause });
    return { error, refused, worthRetrying: refused, end: 'upstream_failed' };
  }
  if (cause instanceof APIError) {
    const status: number | undefined = cause.status;
    return {
      error: statusError(cause),
      refused: isRefusal(cause),
      worthRetrying: status === 429 || status === 529,
      end: endOf(cause),
      ...(cause.requestID ? { providerRequestId: cause.requestID } : {}),
    };
  }
  const error = new AppError('model_unavailable', 'The connection to the model broke.', { cause });
  return { error, refused: false, worthRetrying: false, end: 'upstream_failed' };
}

/**
 * A gateway that lost its way to the provider, or did not wait for it, answers with a status from 500 and words of
 * its own: the provider may have worked meanwhile. A timeout leaves that open whoever says it.
 */
function isRefusal({ status, type }: APIError): boolean {
  if (status === undefined || status === 408 || status === 504) return false;
  return status < 500 || status === 529 || Boolean(type);
}

export function cancelled(): AppError {
  return new AppError('cancelled', 'The answer was stopped.');
}

function isOverload({ status, type }: APIError): boolean {
  return status === 429 || status === 529 || type === 'overloaded_error';
}

function endOf(cause: APIError): CallEnd {
  if (isOverload(cause)) return 'overloaded';
  switch (cause.status) {
    case 401:
    case 403:
      return 'account_refused';
    case 400:
    case 413:
    case 422:
      return 'request_refused';
    default:
      return cause.status === undefined || cause.status >= 500 ? 'upstream_failed' : 'says_nothing';
  }
}

function statusError(cause: APIError): AppError {
  const retryAfter = retryAfterSeconds(cause.headers);
  const detail = { cause, ...(retryAfter === undefined ? {} : { retryAfter }) };
  if (isOverload(cause)) {
    return new AppError('model_overloaded', 'The model is overloaded. Try again shortly.', detail);
  }
  if (cause.status === 400 || cause.status === 422) {
    return new AppError('invalid_input', 'The model did not accept this request.', detail);
  }
  if (cause.status === 413) {
    return new AppError('too_large', 'The request is too large for the model.', detail);
  }
  return new AppError('model_unavailable', 'The model is not available.', detail);
}

function retryAfterSeconds(headers: Headers | undefined): number | undefined {
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : undefined;
}

function networkCode(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return '';
}
