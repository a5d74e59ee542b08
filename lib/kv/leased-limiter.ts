import type { Limiter, LimiterDecision, Subject, Ticket } from './limiter';
import { denial, usageOf } from './limits-reply';
import { isAway } from './redis-client';
import type { RedisLimiter } from './redis-limiter';

/** Admissions that Redis counted and this process may still give. */
interface Lease {
  name: string;
  subjects: readonly Subject[];
  left: number;
  /** Of each admission. */
  tokens: number;
  bucket: number;
  /** Of `performance.now()`. */
  until: number;
  /** Slots that Redis counts for this process and nobody uses. */
  freeSlots: number;
  given: number;
  /** Admitted and not ended. */
  out: number;
  /** What each admission of the share is given, made once: the usage is as it was when all of it was taken. */
  admission: Admission | undefined;
  asking: Promise<LimiterDecision | undefined> | undefined;
  ending: NodeJS.Timeout | undefined;
}

/** An admission that a lease gave. */
interface LeaseTicket extends Ticket {
  lease: Lease;
}

type Admission = LimiterDecision & { admitted: true };

/** The largest part of a minute's requests that one process takes at once. */
const LARGEST_PART = 1 / 16;
const LARGEST = 8_192;
/** What a share that was used up before its end is followed by, at least. */
const FIRST = 32;

/**
 * Takes shares of the minute from Redis and decides in memory while they last, which is a quarter of a second. A share
 * counts from when it was taken until the minute after its end, so that nothing is over-admitted; what is left of it
 * at its end goes back. For installations of many instances; a denial can come while another instance holds what is left.
 */
export class LeasedLimiter implements Limiter {
  readonly #redis: RedisLimiter;
  readonly #leases = new Map<string, Lease>();

  constructor(redis: RedisLimiter) {
    this.#redis = redis;
  }

  async admit(subjects: readonly Subject[], tokens: number): Promise<LimiterDecision> {
    const name =
      subjects.length === 1 ? (subjects[0]?.name ?? '') : subjects.map((s) => s.name).join(' ');
    const lease = this.#leases.get(name) ?? this.#open(name, subjects);
    for (;;) {
      const { admission } = lease;
      if (
        admission &&
        lease.left > 0 &&
        tokens <= lease.tokens &&
        performance.now() < lease.until
      ) {
        lease.left--;
        lease.given++;
        lease.out++;
        return admission;
      }
      const asked = lease.asking !== undefined;
      lease.asking ??= this.#ask(lease, subjects, tokens);
      try {
        const denied = await lease.asking;
        if (denied && (!asked || tokens >= lease.tokens)) return denied;
      } catch (error) {
        if (!isAway(error)) throw error;
        // By the fall-back share, while Redis is away.
        return this.#redis.admit(subjects, tokens);
      }
    }
  }

  release(ticket: Ticket, actualTokens?: number): void {
    const { lease } = ticket as Partial<LeaseTicket>;
    if (!lease || this.#leases.get(lease.name) !== lease) {
      this.#redis.release(ticket, actualTokens);
      return;
    }
    lease.freeSlots++;
    lease.out--;
    if (!lease.asking && performance.now() >= lease.until) this.#end(lease);
    const charged = ticket.tokens[0] ?? 0;
    if (actualTokens === undefined || actualTokens === charged) return;
    ticket.subjects.forEach((subject, index) => {
      const tokens = actualTokens - (ticket.tokens[index] ?? 0);
      this.#redis.giveBack(subject, { slots: 0, bucket: ticket.bucket, tokens, requests: 0 });
    });
  }

  forget(names: readonly string[]): number {
    const held = [...this.#leases.keys()].filter((name) =>
      names.some((each) => name.split(' ').includes(each)),
    );
    for (const name of held) {
      clearTimeout(this.#leases.get(name)?.ending);
      this.#leases.delete(name);
    }
    return held.length + this.#redis.forget(names);
  }

  #open(name: string, subjects: readonly Subject[]): Lease {
    const fresh = { left: 0, tokens: 0, bucket: 0, until: 0, freeSlots: 0, given: 0, out: 0 };
    const none = { admission: undefined, asking: undefined, ending: undefined };
    const lease = { name, subjects, ...fresh, ...none };
    this.#leases.set(name, lease);
    return lease;
  }

  /** A new share, twice what the last one served; undefined when there is one. */
  async #ask(
    lease: Lease,
    subjects: readonly Subject[],
    tokens: number,
  ): Promise<LimiterDecision | undefined> {
    try {
      // One that was used up before its end was too small.
      const early = lease.left === 0 && performance.now() < lease.until;
      const wanted = share(subjects, early ? Math.max(FIRST, lease.given * 4) : lease.given);
      this.#return(lease);
      const sent = performance.now();
      const grant = await this.#redis.take(subjects, tokens, wanted, true);
      if (grant.granted < 1) return denial(grant.reply);
      Object.assign(lease, {
        subjects,
        left: grant.granted,
        tokens,
        bucket: grant.bucket,
        given: 0,
      });
      const { bucket, charged: taken } = grant;
      const ticket: LeaseTicket = { subjects, bucket, tokens: taken, lease };
      lease.admission = { admitted: true, ticket, usage: usageOf(subjects, grant.reply) };
      lease.until = sent + grant.lastsMs;
      lease.ending = setTimeout(() => this.#end(lease), grant.lastsMs + 1).unref();
      return undefined;
    } finally {
      lease.asking = undefined;
    }
  }

  #end(lease: Lease): void {
    if (lease.asking || performance.now() < lease.until) return;
    this.#return(lease);
    if (lease.out === 0) this.#leases.delete(lease.name);
  }

  /** What was counted and not given, and the slots that nobody uses. */
  #return(lease: Lease): void {
    clearTimeout(lease.ending);
    const { left, freeSlots, bucket, tokens } = lease;
    lease.left = 0;
    lease.freeSlots = 0;
    if (left + freeSlots === 0) return;
    charged(lease.subjects, tokens).forEach((each, index) => {
      const subject = lease.subjects[index];
      if (!subject) return;
      const back = { slots: left + freeSlots, bucket, tokens: -left * each, requests: -left };
      this.#redis.giveBack(subject, back);
    });
  }
}

function charged(subjects: readonly Subject[], tokens: number): number[] {
  return subjects.map(({ limits }) => Math.min(tokens, limits.tokensPerMinute ?? tokens));
}

/** Of what was asked for lately, no more than a part of any limit, and at least one. */
function share(subjects: readonly Subject[], wanted: number): number {
  let most = LARGEST;
  for (const { limits } of subjects) {
    const { requestsPerMinute = LARGEST, burstPerSecond = LARGEST, inFlight = LARGEST } = limits;
    most = Math.min(most, requestsPerMinute * LARGEST_PART, burstPerSecond / 4, inFlight / 2);
  }
  return Math.max(1, Math.floor(Math.min(most, Math.max(wanted, 1))));
}
