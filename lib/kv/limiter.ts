/** Limits of one subject, a tenant or one of its keys. What is absent is not limited. */
export interface AdmissionLimits {
  requestsPerMinute?: number;
  burstPerSecond?: number;
  tokensPerMinute?: number;
  inFlight?: number;
}

export const LIMIT_NAMES = [
  'requests_per_minute',
  'burst_per_second',
  'tokens_per_minute',
  'in_flight',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** Whose state is asked, under a name that only the gateway builds. */
export interface Subject {
  name: string;
  tenantId: string;
  /** Throws unless the tenant found in the store is the one of the proof (lock 3). */
  own(found: string): void;
  limits: AdmissionLimits;
}

/** What was counted for an admission, to be given back or corrected when it ends. */
export interface Ticket {
  readonly subjects: readonly Pick<Subject, 'name' | 'tenantId'>[];
  /** Minute bucket in which it is counted. */
  readonly bucket: number;
  /** Charged to each subject, which is never more than its limit. */
  readonly tokens: readonly number[];
  /** Whether its slot is missed soon; absent: nobody knows. */
  readonly urgent?: boolean;
}

/** Counted in the windows, this admission included. */
export interface Usage {
  requests: number;
  burst: number;
  tokens: number;
}

export type LimiterDecision =
  | { admitted: true; ticket: Ticket; usage: readonly Usage[] }
  | {
      admitted: false;
      limit: LimitName;
      /** Index of the subject whose limit bound. */
      subject: number;
      /** Counted against that limit. */
      used: number;
      /** When the same request fits, if nothing else comes meanwhile. Of `in_flight` nobody knows: 0. */
      retryAfterMs: number;
    };

/**
 * Counts admissions. One fused decision a request: every limit of every subject passes, or nothing is
 * counted. Requests and tokens count for 60 sliding seconds in 1-second buckets and the burst for one
 * second in 10-millisecond buckets; the oldest, partly expired bucket counts in full, so that no true
 * window holds more than its limit, and at most a sixtieth of a limit is given away.
 */
export interface Limiter {
  /** `tokens`: the estimate; one above a limit is taken as that limit, so that the request fits into an empty minute. */
  admit(subjects: readonly Subject[], tokens: number): Promise<LimiterDecision>;
  /** Gives the slot back and corrects the tokens to the actual number, if that is known. Once for a ticket. */
  release(ticket: Ticket, actualTokens?: number): void;
  /** Drops what this process holds under these names; how much that was. */
  forget(names: readonly string[]): number;
}

export const WINDOW_BUCKETS = 60;
export const MINUTE_BUCKET_MS = 1_000;
export const BURST_BUCKETS = 100;
export const BURST_BUCKET_MS = 10;
