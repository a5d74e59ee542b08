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
  type Usage,
} from './limiter';
import { FOREIGN, LIMITS_SCRIPT, MEMORY_KEY, OP, REPLY_NUMBERS } from './limits-script';
import { RecentAdmissions } from './recent-admissions';
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

export interface Grant {
  granted: number;
  bucket: number;
  /** The server's time, in milliseconds. */
  at: number;
  /** Milliseconds from then for which what was taken ahead may be used. */
  lastsMs: number;
  reply: Float64Array;
}

type Named = Pick<Subject, 'name' | 'tenantId'>;

interface Back {
  slots: number;
  bucket: number;
  tokens: number;
  requests: number;
}

/** The longest that slots far from their limit are kept back. */
const LATER_MS = 100;
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
  readonly #recent = new RecentAdmissions();
  readonly #renewing: NodeJS.Timeout;
  readonly #stopListening: () => void;
  readonly #later = new Map<string, { subject: Named; backs: Back[] }>();
  #telling: NodeJS.Timeout | undefined;
  #batch = new ScriptBatch();
  #memory: string | undefined;
  #restoring: Promise<void> | undefined;
  #calls = 0;

  constructor(client: RedisClient, options: RedisLimiterOptions = {}) {
    this.#client = client;
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
    // Also without a request: others decide by what this process had admitted.
    this.#stopListening = client.onReady(() => void this.#call(new ScriptBatch()));
    this.#renewing = setInterval(() => this.#renew(), this.#leaseMs / 3).unref();
  }

  async admit(subjects: readonly Subject[], tokens: number): Promise<LimiterDecision> {
    for (;;) {
      const { place, answer } = this.#batch.share(nameOf(subjects, tokens), 1, () => ({
        numbers: this.#numbers(subjects, tokens, 1, false),
        use: (reply) => this.#granted(subjects, tokens, reply),
      }));
      this.#flush();
      const { granted, bucket, reply } = await answer;
      if (granted < 1) return denial(reply);
      // Of those that asked together the first ones were admitted; the others learn in the next call why not.
      if (place >= granted) continue;
      return {
        admitted: true,
        ticket: {
          subjects,
          bucket,
          tokens: chargedTokens(subjects, tokens),
          urgent: urgent(subjects, reply),
        },
        usage: usageOf(subjects, reply),
      };
    }
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
    const numbers = this.#numbers(subjects, tokens, count, ahead);
    const grant = this.#granted(subjects, tokens, this.#batch.ask(numbers));
    this.#flush();
    return grant;
  }

  #numbers(subjects: readonly Subject[], tokens: number, count: number, ahead: boolean): number[] {
    const batch = this.#batch;
    for (const subject of subjects) this.#giveBackLate(batch, subject);
    const numbers = [OP.admit, count, ahead ? 1 : 0, tokens, subjects.length];
    for (const subject of subjects)
      numbers.push(batch.key(subject), ...limitNumbers(subject.limits));
    return numbers;
  }

  async #granted(
    subjects: readonly Subject[],
    tokensEach: number,
    answer: Promise<Float64Array>,
  ): Promise<Grant> {
    const charged = chargedTokens(subjects, tokensEach);
    const reply = await answer;
    const granted = reply[0] ?? 0;
    if (granted === FOREIGN) {
      subjects[reply[1] ?? 0]?.own('another tenant');
      throw new Error('The limits of another tenant were found.');
    }
    const bucket = reply[1] ?? 0;
    if (granted > 0)
      subjects.forEach((subject, index) => {
        const tokens = granted * (charged[index] ?? 0);
        this.#recent.add(subject, bucket, { slots: granted, requests: granted, tokens });
      });
    return { granted, bucket, at: reply[8] ?? 0, lastsMs: reply[9] ?? 0, reply };
  }

  release(ticket: Ticket, actualTokens?: number): void {
    ticket.subjects.forEach((subject, index) => {
      const charged = ticket.tokens[index] ?? 0;
      const tokens = (actualTokens ?? charged) - charged;
      const back = { slots: 1, bucket: ticket.bucket, tokens, requests: 0 };
      if (ticket.urgent === false) this.#keepForLater(subject, back);
      else this.giveBack(subject, back);
    });
  }

  /** Slots freed, and what is added to the counts of a bucket. */
  giveBack(subject: Named, back: Back): void {
    this.#recent.add(subject, back.bucket, { ...back, slots: -back.slots });
    this.#tell((batch) => tellBack(batch, subject, back));
  }

  /** With the subject's next decision, or a little later: what is far from its limits does not need it sooner. */
  #keepForLater(subject: Named, back: Back): void {
    this.#recent.add(subject, back.bucket, { ...back, slots: -back.slots });
    const known = this.#later.get(subject.name);
    if (known) known.backs.push(back);
    else this.#later.set(subject.name, { subject, backs: [back] });
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      for (const { subject: each } of [...this.#later.values()])
        this.#tell((batch) => this.#giveBackLate(batch, each));
    }, LATER_MS).unref();
  }

  #giveBackLate(batch: ScriptBatch, subject: Named): void {
    const later = this.#later.get(subject.name);
    if (!later) return;
    this.#later.delete(subject.name);
    for (const back of merged(later.backs)) tellBack(batch, subject, back);
  }

  /** State in Redis runs out by itself within a minute. */
  forget(names: readonly string[]): number {
    return names.filter((name) => this.#recent.forget(name)).length;
  }

  close(): void {
    this.#stopListening();
    clearInterval(this.#renewing);
    clearTimeout(this.#telling);
  }

  #renew(): void {
    this.#recent.expire();
    for (const subject of this.#recent.withSlots())
      this.#tell((batch) => batch.tell([OP.renew, batch.key(subject)]));
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
    try {
      for (;;) {
        const [memory, reply, waitMs] = await this.#run(batch, false);
        if (reply === undefined) {
          // Another call may have told it meanwhile.
          if (memory !== this.#memory) await this.#restore(memory);
          continue;
        }
        this.#memory = memory;
        if (waitMs === undefined) {
          batch.answer(reply, REPLY_NUMBERS);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    } catch (error) {
      batch.fail(error);
    }
  }

  async #run(batch: ScriptBatch, restores: boolean): Promise<[string, Buffer?, number?]> {
    const { minuteBucketMs = MINUTE_BUCKET_MS, burstBucketMs = BURST_BUCKET_MS } = this.#options;
    const now = this.#options.now?.() ?? -1;
    const { names, operations, tenants } = batch.packed([
      minuteBucketMs,
      burstBucketMs,
      now,
      this.#leaseMs,
    ]);
    const args = [operations, this.#process, tenants, this.#memory ?? '', restores ? 'again' : ''];
    const [memory, reply, waitMs] = (await this.#client.runScript(
      LIMITS_SCRIPT,
      [MEMORY_KEY, ...names],
      args,
    )) as [Buffer, Buffer?, number?];
    return [memory.toString(), reply, waitMs];
  }

  /** Redis lost its memory: it is told what this process had admitted before anything is decided anew. Once for each loss. */
  #restore(memory: string): Promise<void> {
    this.#restoring ??= (async () => {
      const batch = new ScriptBatch();
      for (const { bucket, slots, requests, tokens, ...subject } of this.#recent.all())
        batch.tell([OP.restore, batch.key(subject), slots, bucket, requests, tokens]);
      await this.#run(batch, true);
      this.#memory = memory;
    })().finally(() => {
      this.#restoring = undefined;
    });
    return this.#restoring;
  }
}

/** What decides alike: the same subjects by the same limits for as many tokens. */
function nameOf(subjects: readonly Subject[], tokens: number): string {
  let name = String(tokens);
  for (const { name: each, limits } of subjects)
    name += ` ${each} ${limits.requestsPerMinute} ${limits.burstPerSecond} ${limits.tokensPerMinute} ${limits.inFlight}`;
  return name;
}

function tellBack(batch: ScriptBatch, subject: Named, back: Back): void {
  const { slots, bucket, tokens, requests } = back;
  batch.tell([OP.release, batch.key(subject), slots, bucket, tokens, requests]);
}

/** One for each bucket. */
function merged(backs: readonly Back[]): Back[] {
  const buckets = new Map<number, Back>();
  for (const back of backs) {
    // What corrects no tokens frees its slot under any bucket.
    const bucket = back.tokens === 0 ? (buckets.keys().next().value ?? back.bucket) : back.bucket;
    const known = buckets.get(bucket);
    if (known) {
      known.slots += back.slots;
      known.tokens += back.tokens;
    } else buckets.set(bucket, { ...back });
  }
  return [...buckets.values()];
}

/** Whether somebody may soon be refused for what this one has. */
function urgent(subjects: readonly Subject[], reply: Float64Array): boolean {
  return subjects.some(({ limits }, index) => {
    const { inFlight = Number.POSITIVE_INFINITY } = limits;
    const { tokensPerMinute = Number.POSITIVE_INFINITY } = limits;
    const slots = reply[10 + index] ?? 0;
    const tokens = reply[4 + index * 3] ?? 0;
    return slots * 2 >= inFlight || tokens * 2 >= tokensPerMinute;
  });
}

function limitNumbers(limits: AdmissionLimits): number[] {
  const { requestsPerMinute, burstPerSecond, tokensPerMinute, inFlight } = limits;
  return [requestsPerMinute ?? -1, burstPerSecond ?? -1, tokensPerMinute ?? -1, inFlight ?? -1];
}

function chargedTokens(subjects: readonly Subject[], tokens: number): number[] {
  return subjects.map(({ limits }) => Math.min(tokens, limits.tokensPerMinute ?? tokens));
}

/** What the reply to a granted `take` says. */
export function usageOf(subjects: readonly Subject[], reply: Float64Array): Usage[] {
  return subjects.map((_, index) => ({
    requests: reply[2 + index * 3] ?? 0,
    burst: reply[3 + index * 3] ?? 0,
    tokens: reply[4 + index * 3] ?? 0,
  }));
}

/** What the reply to a refused `take` says. */
export function denial(reply: Float64Array): LimiterDecision {
  const [, limit = 0, subject = 0, used = 0, retryAfterMs = 0] = reply;
  const name = LIMIT_NAMES[limit - 1];
  if (!name) throw new Error('The script named no limit.');
  return { admitted: false, limit: name, subject, used, retryAfterMs };
}
