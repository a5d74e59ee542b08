/**
 * Expected failures are values with a code from this closed list. Anything else that is thrown is
 * unexpected: logged once with the request id and shown as `internal`.
 */
export const STATUS = {
  unauthenticated: 401,
  second_factor_required: 401,
  forbidden: 403,
  not_found: 404,
  invalid_input: 400,
  too_large: 413,
  unsupported_type: 415,
  conflict: 409,
  rate_limited: 429,
  concurrency_limited: 429,
  budget_exhausted: 402,
  tenant_suspended: 403,
  model_not_allowed: 403,
  model_unpriced: 503,
  model_unavailable: 503,
  model_overloaded: 529,
  store_unavailable: 503,
  cancelled: 499,
  internal: 500,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof STATUS;

/** Seconds to come back after, where whoever refused knows none of its own: such a refusal always names some. */
const COME_BACK: Partial<Record<ErrorCode, number>> = {
  model_unpriced: 60,
  model_unavailable: 5,
  model_overloaded: 1,
  store_unavailable: 2,
};

/** What a client may see of a failure; nothing else of an error leaves the server. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  requestId?: string;
  /** Seconds until the same request can succeed. */
  retryAfter?: number;
  /** The limit that bound, when one did. */
  limit?: LimitDetail;
  /** What a client's library acts on by itself. */
  details?: ErrorDetails;
}

export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface LimitDetail {
  /** For instance `requests_per_minute`, `tokens_per_day`. */
  name: string;
  /** Whose limit it is. */
  scope: 'tenant' | 'user' | 'key' | 'model' | 'feature' | 'platform';
  /** Of a budget: the id of the tenant, user or key, or the name of the model or feature. */
  scopeId?: string;
  period?: 'minute' | 'day' | 'month';
  /** Amounts of money are nano-dollars as decimal strings: a number is not exact beyond nine million dollars. */
  unit?: 'tokens' | 'nano_usd';
  /** A soft limit whose grace is over. */
  soft?: boolean;
  limit: number | string;
  /** Settled; of a rate what was admitted. */
  used: number | string;
  /** Held by calls that still run. */
  reserved?: number | string;
  /** What the least useful answer needs of it, at its bound. */
  needed?: number | string;
  /** ISO 8601, when the limit resets; absent for concurrency, and where waiting changes nothing. */
  resetsAt?: string;
  /** Of a budget: where its periods begin, an IANA name. */
  timeZone?: string;
  remedy: string;
  /** What its asker could do instead at once, where that is a person in the portal. */
  offers?: LimitOffers;
}

export interface LimitOffers {
  /** A cheaper model for which there is room, by its id. */
  cheaper?: string;
  /** Whether the question may wait in the queue. */
  queue: boolean;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryAfter?: number;
  readonly limit?: LimitDetail;
  readonly details?: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    detail: {
      retryAfter?: number;
      limit?: LimitDetail;
      details?: ErrorDetails;
      cause?: unknown;
    } = {},
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryAfter = detail.retryAfter;
    this.limit = detail.limit;
    this.details = detail.details;
  }

  get status(): number {
    return STATUS[this.code];
  }
}

/** Recognises an AppError across bundles, where `instanceof` would not. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && 'code' in error;
}

/** The same words for an object of another tenant and for none at all. */
export function notFound(): AppError {
  return new AppError('not_found', 'Not found.');
}

export function toErrorBody(
  error: unknown,
  requestId?: string,
): { status: number; body: ErrorBody } {
  if (isAppError(error)) {
    const body: ErrorBody = { code: error.code, message: error.message };
    // Foreign and absent objects answer alike to the byte; the id is in a header all the same.
    if (requestId && error.code !== 'not_found') body.requestId = requestId;
    const retryAfter = error.retryAfter ?? COME_BACK[error.code];
    if (retryAfter !== undefined) body.retryAfter = retryAfter;
    if (error.limit) body.limit = error.limit;
    if (error.details) body.details = error.details;
    return { status: STATUS[error.code], body };
  }
  return {
    status: STATUS.internal,
    body: { code: 'internal', message: 'Something went wrong on our side.', requestId },
  };
}
