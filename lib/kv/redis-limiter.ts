import { randomBytes } from 'node:crypto';
import {
  type AdmissionLimits,
  BURST_BUCKET_MS,
  LIMIT_NAMES,
  type Limiter,
  type LimiterDecision,
  MINUTE_BUCKET_MS,
  type Subject,
  type Ticket,
} from './limiter';
import { FOREIGN, LIMITS_SCRIPT, OP, REPLY_NUMBERS } from './limits-script';
import type { RedisClient } from './redis-client';
import { ScriptBatch } from './script-batch';

export interface RedisLimiterOptions {
  /** Milliseconds since the epoch; by default the server's clock, one for all processes. */
  now?: () => number;
  /** Of one bucket of the minute: a test that cannot wait for a minute makes it shorter. */
  minuteBucketMs?: number;
  burstBucketMs?: number;
  /** After which the slots of a process that died are free. */
  leaseMs?: number;
}

interface Grant {
  granted: number;
  bucket: number;
  reply: Float64Array;
}

/** Slots of a process that died are free this long after it last renewed them. */
const LEASE_MS = 45_000;
/** Calls under way at once; what comes meanwhile shares the next one. */
const CALLS = 2;

/** The limiter of an installation of many processes: every decision is taken in Redis. */
export class RedisLimiter implements Limiter {
  readonly #client: RedisClient;
  readonly #options: RedisLimiterOptions;
  readonly #leaseMs: number;
  readonly #process = randomBytes(8);
  readonly #slots = new Map<string, { tenantId: string; count: number }>();
  readonly #renewing: NodeJS.Timeout;
  #batch = new ScriptBatch();
  #calls = 0;

  constructor(client: RedisClient, options: RedisLimiterOptions = {}) {
    this.#client = client;
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
    this.#renewing = setInterval(() => this.#renew(), this.#leaseMs / 3).unref();
  }

  async admit(subjects: readonly Subject[], tokens: number): Promise<LimiterDecision> {
    const { granted, bucket, reply } = await this.take(subjects, tokens, 1, false);
    if (granted < 1) return denial(reply);
    return {
      admitted: true,
      ticket: { subjects, bucket, tokens: chargedTokens(subjects, tokens) },
      usage: subjects.map((_, index) => ({
        requests: reply[2 + index * 3] ?? 0,
        burst: reply[3 + index * 3] ?? 0,
        tokens: reply[4 + index * 3] ?? 0,
      })),
    };
  }

  /**
   * Up to `count` admissions of `tokens` each, as many as fit. With `ahead` they are counted where they may be
   * used until the next bucket of the minute and `BURST_AHEAD` buckets of the burst are over.
   */
  async take(
    subjects: readonly Subject[],
    tokens: number,
    count: number,
    ahead: boolean,
  ): Promise<Grant> {
    const reply = await this.#run((batch) => {
      const numbers = [OP.admit, count, ahead ? 1 : 0, tokens, subjects.length];
      for (const subject of subjects)
        numbers.push(batch.key(subject), ...limitNumbers(subject.limits));
      return batch.ask(numbers);
    });
    const granted = reply[0] ?? 0;
    if (granted === FOREIGN) {
      subjects[reply[1] ?? 0]?.own('another tenant');
      throw new Error('The limits of another tenant were found.');
    }
    for (const subject of granted > 0 ? subjects : []) this.#count(subject, granted);
    return { granted, bucket: reply[1] ?? 0, reply };
  }

  release(ticket: Ticket, actualTokens?: number): void {
    ticket.subjects.forEach((subject, index) => {
      const charged = ticket.tokens[index] ?? 0;
      this.giveBack(subject, {
        slots: 1,
        bucket: ticket.bucket,
        tokens: (actualTokens ?? charged) - charged,
        requests: 0,
      });
    });
  }

  /** Slots freed, and what is added to the counts of a bucket. */
  giveBack(
    subject: Pick<Subject, 'name' | 'tenantId'>,
    back: { slots: number; bucket: number; tokens: number; requests: number },
  ): void {
    this.#count(subject, -back.slots);
    this.#tell((batch) => {
      const { slots, bucket, tokens, requests } = back;
      batch.tell([OP.release, batch.key(subject), slots, bucket, tokens, requests]);
    });
  }

  /** State in Redis runs out by itself within a minute. */
  forget(names: readonly string[]): number {
    return names.filter((name) => this.#slots.delete(name)).length;
  }

  close(): void {
    clearInterval(this.#renewing);
  }

  #count({ name, tenantId }: Pick<Subject, 'name' | 'tenantId'>, by: number): void {
    const count = (this.#slots.get(name)?.count ?? 0) + by;
    if (count > 0) this.#slots.set(name, { tenantId, count });
    else this.#slots.delete(name);
  }

  #renew(): void {
    for (const [name, { tenantId }] of this.#slots)
      this.#tell((batch) => batch.tell([OP.renew, batch.key({ name, tenantId })]));
  }

  #run(add: (batch: ScriptBatch) => Promise<Float64Array>): Promise<Float64Array> {
    const answer = add(this.#batch);
    this.#flush();
    return answer;
  }

  /** What is lost with Redis is lost: slots end with their lease, windows with their minute. */
  #tell(add: (batch: ScriptBatch) => void): void {
    add(this.#batch);
    this.#flush();
  }

  #flush(): void {
    if (this.#calls >= CALLS || this.#batch.empty) return;
    this.#calls++;
    // What is asked for in the same turn of the event loop goes along.
    setImmediate(() => {
      const batch = this.#batch;
      this.#batch = new ScriptBatch();
      void this.#call(batch).finally(() => {
        this.#calls--;
        this.#flush();
      });
    });
  }

  async #call(batch: ScriptBatch): Promise<void> {
    const {
      minuteBucketMs = MINUTE_BUCKET_MS,
      burstBucketMs = BURST_BUCKET_MS,
      now,
    } = this.#options;
    const head = [minuteBucketMs, burstBucketMs, now?.() ?? -1, this.#leaseMs];
    const { names, operations, tenants } = batch.packed(head);
    try {
      const reply = await this.#client.runScript(LIMITS_SCRIPT, names, [
        operations,
        this.#process,
        tenants,
      ]);
      batch.answer(reply as Buffer, REPLY_NUMBERS);
    } catch (error) {
      batch.fail(error);
    }
  }
}

function limitNumbers(limits: AdmissionLimits): number[] {
  const { requestsPerMinute, burstPerSecond, tokensPerMinute, inFlight } = limits;
  return [requestsPerMinute ?? -1, burstPerSecond ?? -1, tokensPerMinute ?? -1, inFlight ?? -1];
}

function chargedTokens(subjects: readonly Subject[], tokens: number): number[] {
  return subjects.map(({ limits }) => Math.min(tokens, limits.tokensPerMinute ?? tokens));
}

function denial(reply: Float64Array): LimiterDecision {
  const [, limit = 0, subject = 0, used = 0, retryAfterMs = 0] = reply;
  const name = LIMIT_NAMES[limit - 1];
  if (!name) throw new Error('The script named no limit.');
  return { admitted: false, limit: name, subject, used, retryAfterMs };
}
