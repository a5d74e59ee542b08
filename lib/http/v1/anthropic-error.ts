import { type ErrorBody, type ErrorCode, STATUS } from '@/lib/errors';

/** The Messages API's names of what went wrong, by its status. */
const TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'invalid_request_error',
  413: 'request_too_large',
  415: 'invalid_request_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/**
 * A failure in Anthropic's envelope; our code and the limit that bound stand beside its own members. The answer for what
 * is not there has its request's id in the header alone: so nothing in it differs from that for what is another's.
 */
export function anthropicError(body: ErrorBody, requestId: string): object {
  const { code, message, limit, details } = body;
  return {
    type: 'error',
    error: {
      type: anthropicErrorType(code),
      message,
      code,
      ...(limit && { limit }),
      ...(details && { details }),
    },
    ...(code !== 'not_found' && { request_id: requestId }),
  };
}

export function anthropicErrorType(code: ErrorCode): string {
  return TYPES[STATUS[code]] ?? 'api_error';
}
