import { z } from 'zod';

/** A planned failure of one answer. Token counts are output tokens sent before it strikes. */
export type Fault =
  /** Refuse with an HTTP status; `retryAfter` in seconds. */
  | { kind: 'status'; status: number; retryAfter?: number }
  /** Destroy the socket. With 0 tokens: before the response's headers. */
  | { kind: 'cut'; afterTokens: number }
  /** Stay silent until the client goes away. */
  | { kind: 'stall'; afterTokens: number }
  /** Send an `error` event inside the stream. */
  | { kind: 'stream_error'; afterTokens: number }
  /** End the stream after `message_delta`, without `message_stop`. */
  | { kind: 'no_stop' };

export interface LocalModelSettings {
  /** Milliseconds from `message_start` to the first text. */
  firstTokenMs: number;
  /** Pace of the output; `Infinity` for none. */
  tokensPerSecond: number;
  /** Lengthen or shorten every text answer to this many tokens. */
  outputTokens?: number;
  /** Strikes the next `times` requests, or all of them. */
  fault?: Fault & { times?: number };
  /** Shares of requests, 0 to 1, refused with 429 and 529, evenly spread. */
  rateLimitedShare: number;
  overloadedShare: number;
}

export const DEFAULT_SETTINGS: LocalModelSettings = {
  firstTokenMs: 120,
  tokensPerSecond: 400,
  rateLimitedShare: 0,
  overloadedShare: 0,
  // Named, so that `configure(DEFAULT_SETTINGS)` takes a fault back.
  outputTokens: undefined,
  fault: undefined,
};

const PREFIX = 'x-tenantry-local-';
const FAULT = /^(status|cut|stall|stream_error|no_stop)(?::(\d+))?(?::(\d+))?$/;
const milliseconds = z.coerce.number().min(0).max(600_000);

/**
 * Settings of one request by its headers, `x-tenantry-local-` followed by `first-token-ms`,
 * `tokens-per-second`, `output-tokens` or `fault`. A fault is `status:529:3` (with retry-after),
 * `cut:10`, `stall:10`, `stream_error:10` or `no_stop`. Throws on values that are none of these.
 */
export function settingsFromHeaders(
  headers: Record<string, string | string[] | undefined>,
  base: LocalModelSettings,
): LocalModelSettings {
  const settings = { ...base };
  const read = (name: string): string | undefined => headers[`${PREFIX}${name}`]?.toString();
  const firstToken = read('first-token-ms');
  const pace = read('tokens-per-second');
  const length = read('output-tokens');
  const fault = read('fault');
  if (firstToken) settings.firstTokenMs = milliseconds.parse(firstToken);
  if (pace) settings.tokensPerSecond = z.coerce.number().positive().parse(pace);
  if (length) settings.outputTokens = z.coerce.number().int().positive().parse(length);
  if (fault) settings.fault = parseFault(fault);
  return settings;
}

function parseFault(text: string): Fault {
  const [, kind, first = '0', second] = FAULT.exec(text) ?? [];
  const afterTokens = Number(first);
  switch (kind) {
    case 'status':
      return {
        kind,
        status: afterTokens,
        ...(second === undefined ? {} : { retryAfter: Number(second) }),
      };
    case 'cut':
    case 'stall':
    case 'stream_error':
      return { kind, afterTokens };
    case 'no_stop':
      return { kind };
    default:
      throw new RangeError(`${PREFIX}fault: ${text} is not a fault`);
  }
}
