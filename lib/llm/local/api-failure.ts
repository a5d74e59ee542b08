/** Error types of the Messages API with the statuses it sends them with. */
const TYPE_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/** A request that the local model answers with an error status instead of a message. */
export class ApiFailure extends Error {
  readonly status: number;
  /** Seconds, sent as `retry-after`. */
  readonly retryAfter?: number;

  constructor(status: number, message: string, retryAfter?: number) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
    this.retryAfter = retryAfter;
  }

  envelope(requestId: string): {
    type: 'error';
    error: { type: string; message: string };
    request_id: string;
  } {
    const type = TYPE_OF_STATUS[this.status] ?? 'api_error';
    return { type: 'error', error: { type, message: this.message }, request_id: requestId };
  }
}
