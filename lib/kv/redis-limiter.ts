import { log } from '@/lib/log';
import { FallbackShares } from './fallback-shares';
import { type Back, LateReturns, type Named, tellBack } from './late-returns';
import type { Limiter, LimiterDecision, Subject, Ticket } from './limiter';
import { FOREIGN, OP, replySize } from './limits-protocol';
import { denial, isUrgent, nameOfDecision, usageOf } from './limits-reply';
import {
  type LimitsClient,
  LimitsSession,
  type RedisLimiterOptions,
  type Reply,
  unavailable,
} from './limits-session';
import { RecentAdmissions } from './recent-admissions';
import { isAway } from './redis-client';
import { type Answer, ScriptBatch } from './script-batch';

export interface Grant {
  granted: number;
  bucket: number;
  /** Tokens of each admission, by subject. */
  charged: number[];
  /** The server's time, in milliseconds. */
  at: number;
  /** Milliseconds from then for which what was taken ahead may be used. */
  lastsMs: number;
  reply: Float64Array;
}

/** The longest that slots far from their limit are kept back. */
const LATER_MS = 100;
/** Calls under way at once; what comes meanwhile shares the next one. */
const CALLS = 1;
/** How often a process hears what others want, and notices that Redis is away. */
const TICK_MS = 250;
/** Between attempts to tell Redis again what it has to know. */
const AGAIN_MS = 100;
/** Numbers of one call that tells Redis again what it has to know: it has others to serve as well. */
const TELLING_SIZE = 2_000;

/**
 * The limiter of an installation of many processes: every decision is taken in Redis, and by the process' fall-back share
 * (`FallbackShares`) while Redis cannot be reached. It throws `store_unavailable` for what such a share has not.
 */
export class RedisLimiter implements Limiter {
  readonly #session: LimitsSession;
  readonly #recent = new RecentAdmissions();
  readonly #shares: FallbackShares;
  readonly #timers: NodeJS.Timeout[];
  readonly #stopListening: () => void;
  readonly #later = new LateReturns();
  #tellingLater: NodeJS.Timeout | undefined;
  #batch = new ScriptBatch();
  readonly #calls = new Set<Promise<void>>();
  /** Given up by now, whatever an answer on its way says of them. */
  readonly #yielding = new Set<string>();
  #alone = false;
  #comingBack = false;
  /** While Redis is being told; whether it decides is known then. */
  #telling: Promise<number> | undefined;
  #closed = false;

  constructor(client: LimitsClient, options: RedisLimiterOptions = {}) {
    this.#session = new LimitsSession(client, options);
    this.#shares = new FallbackShares(options);
    this.#stopListening = client.onReady(() => this.#hear());
    this.#timers = [
      setInterval(() => this.#renew(), this.#session.leaseMs / 3).unref(),
      setInterval(() => this.#hear(), TICK_MS).unref(),
    ];
  }

  async admit(subjects: readonly Subject[], tokens: number): Promise<LimiterDecision> {
    for (;;) {
      if (this.#telling) await this.#telling;
      if (this.#alone) return this.#decideAlone(subjects, tokens);
      const { place, answer } = this.#ask(subjects, tokens);
      this.#flush();
      let grant: Grant;
      try {
        grant = await answer;
      } catch (error) {
        if (!isAway(error)) throw error;
        continue;
      }
      const { granted, bucket, reply, charged } = grant;
      if (granted < 1) return denial(reply);
      // Of those that asked together the first ones were admitted; the others learn in the next call why not.
      if (place >= granted) continue;
      return {
        admitted: true,
        ticket: {
          subjects,
          bucket,
          tokens: charged,
          urgent: isUrgent(subjects, reply),
        },
        usage: usageOf(subjects, reply),
      };
    }
  }

  /**
   * Up to `count` admissions of `tokens` each, as many as fit. With `ahead` they are counted where they may be
   * used until the next bucket of the minute and `BURST_AHEAD` buckets of the burst are over. Never from the fall-back share.
   */
  async take(
    subjects: readonly Subject[],
    tokens: number,
    count: number,
    ahead: boolean,
  ): Promise<Grant> {
    if (this.#telling) await this.#telling;
    if (this.#alone) throw unavailable();
    const numbers = this.#numbers(subjects, tokens, count, ahead);
    const grant = this.#granted(
      subjects,
      tokens,
      this.#batch.ask(numbers, replySize(subjects.length)),
    );
    this.#flush();
    return grant;
  }

  release(ticket: Ticket, actualTokens?: number): void {
    ticket.subjects.forEach((subject, index) => {
      const charged = ticket.tokens[index] ?? 0;
      const tokens = (actualTokens ?? charged) - charged;
      const back = { slots: 1, bucket: ticket.bucket, tokens, requests: 0 };
      if (ticket.urgent === false) this.#giveBackLater(subject, back);
      else this.giveBack(subject, back);
    });
  }

  /** Slots freed, and what is added to the counts of a bucket. */
  giveBack(subject: Named, back: Back): void {
    this.#recent.add(subject, back.bucket, { ...back, slots: -back.slots });
    if (this.#alone) this.#keepAlone(subject, back);
    else this.#tell((batch) => tellBack(batch, subject, back));
  }

  /** State in Redis runs out by itself within a minute, or with the lease. */
  forget(names: readonly string[]): number {
    for (const name of names) this.#shares.forget(name);
    return names.filter((name) => this.#recent.forget(name)).length;
  }

  close(): void {
    this.#closed = true;
    this.#stopListening();
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#tellingLater);
  }

  /** One operation for all that ask for the same in one call. */
  #ask(subjects: readonly Subject[], tokens: number): { place: number; answer: Promise<Grant> } {
    const name = nameOfDecision(subjects, tokens);
    const joined = this.#batch.join<Grant>(name);
    if (joined) return joined;
    const numbers = this.#numbers(subjects, tokens, 1, false);
    const reply = this.#batch.ask(numbers, replySize(subjects.length));
    const answer = this.#granted(subjects, tokens, reply);
    this.#batch.share(name, numbers.length - 1, answer);
    return { place: 0, answer };
  }

  #numbers(subjects: readonly Subject[], tokens: number, count: number, ahead: boolean): number[] {
    const batch = this.#batch;
    for (const subject of subjects) this.#later.tell(batch, subject);
    const numbers = [OP.admit, count, ahead ? 1 : 0, tokens, subjects.length];
    for (const subject of subjects) numbers.push(batch.key(subject), batch.limits(subject.limits));
    return numbers;
  }

  async #granted(
    subjects: readonly Subject[],
    tokensEach: number,
    answer: Promise<Answer>,
  ): Promise<Grant> {
    const charged = chargedTokens(subjects, tokensEach);
    const { numbers: reply, at, lastsMs } = await answer;
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
    return { granted, bucket, charged, at, lastsMs, reply };
  }

  #decideAlone(subjects: readonly Subject[], tokens: number): LimiterDecision {
    const decision = this.#shares.decide(subjects, tokens, this.#session.latest());
    if (!decision) throw unavailable();
    const { bucket, tokens: charged } = decision.ticket;
    subjects.forEach((subject, index) => {
      const more = { slots: 1, requests: 1, tokens: charged[index] ?? 0 };
      this.#recent.add(subject, bucket, more);
    });
    return decision;
  }

  #keepAlone(subject: Named, back: Back): void {
    this.#shares.free(subject.name, back.slots);
    if (back.tokens !== 0 || back.requests !== 0) this.#later.keep(subject, { ...back, slots: 0 });
  }

  /** With the subject's next decision, or a little later: what is far from its limits does not need it sooner. */
  #giveBackLater(subject: Named, back: Back): void {
    this.#recent.add(subject, back.bucket, { ...back, slots: -back.slots });
    if (this.#alone) {
      this.#keepAlone(subject, back);
      return;
    }
    this.#later.keep(subject, back);
    this.#tellingLater ??= setTimeout(() => {
      this.#tellingLater = undefined;
      this.#tellLater();
    }, LATER_MS).unref();
  }

  #tellLater(): void {
    if (this.#alone) return;
    for (const subject of this.#later.subjects())
      this.#tell((batch) => this.#later.tell(batch, subject));
  }

  #renew(): void {
    this.#recent.expire();
    if (this.#alone) return;
    const names = new Map<string, Named & { slots?: number }>();
    for (const each of this.#recent.withSlots()) names.set(each.name, each);
    for (const share of this.#shares.names())
      if (!this.#recent.has(share.name)) this.#yield(share.name);
      else if (!names.has(share.name)) names.set(share.name, share);
    for (const subject of names.values())
      this.#tell((batch) => batch.tell([OP.renew, batch.key(subject), subject.slots ?? 0]));
  }

  /** Gives back what is held of a subject: nobody asks here, or others want it. */
  #yield(name: string): void {
    const subject = this.#shares.yield(name);
    if (!subject) return;
    this.#yielding.add(name);
    this.#tell((batch) => {
      batch.tell([OP.yield, batch.key(subject)]);
      batch.yielded.push(name);
    });
  }

  #hear(): void {
    if (this.#closed) return;
    if (this.#alone) void this.#comeBack();
    else this.#tell((batch) => batch.tell([OP.tick]));
  }

  #tell(add: (batch: ScriptBatch) => void): void {
    add(this.#batch);
    this.#flush();
  }

  #flush(): void {
    if (this.#calls.size >= CALLS || this.#batch.empty || this.#alone) return;
    const call = this.#next().finally(() => {
      this.#calls.delete(call);
      this.#flush();
    });
    this.#calls.add(call);
  }

  /** What is asked for in the same turn of the event loop goes along. */
  async #next(): Promise<void> {
    await new Promise(setImmediate);
    const batch = this.#batch;
    this.#batch = new ScriptBatch();
    await this.#call(batch);
  }

  async #call(batch: ScriptBatch): Promise<void> {
    try {
      const reply = await this.#session.decide(batch);
      // Another call was not answered, and the share decides since: what comes now was not used either.
      if (this.#alone) throw unavailable();
      for (const name of batch.yielded) this.#yielding.delete(name);
      this.#hold(batch, reply);
      for (const name of reply.wanted) this.#yield(name);
      batch.answer(reply.numbers, reply);
    } catch (error) {
      if (isAway(error)) this.#leave();
      for (const name of batch.yielded) this.#yielding.delete(name);
      this.#fail(batch, error);
    }
  }

  /** What Redis counts for this process from now on. What is given up by now comes back with no answer from before. */
  #hold(batch: ScriptBatch, { held, at }: Reply): void {
    for (let index = 0; index < held.length; index += 5) {
      const [key = 0, requests = 0, tokens = 0, burst = 0, slots = 0] = held.subarray(index);
      const subject = batch.subject(key);
      if (subject && !this.#yielding.has(subject.name))
        this.#shares.hold(subject, { requests, tokens, burst, slots }, at + this.#session.leaseMs);
    }
  }

  #fail(batch: ScriptBatch, error: unknown): void {
    for (const { subject, back } of batch.owed) this.#later.keep(subject, back);
    batch.fail(error);
  }

  /** From now on the share decides. */
  #leave(): void {
    if (this.#alone) return;
    this.#alone = true;
    this.#later.keepCountsOnly();
    const waiting = this.#batch;
    this.#batch = new ScriptBatch();
    this.#fail(waiting, unavailable());
    void this.#comeBack();
  }

  /** Once Redis can be asked and was told what happened meanwhile, it decides again. Never rejects. */
  async #comeBack(): Promise<void> {
    if (this.#comingBack) return;
    this.#comingBack = true;
    // What was asked before is over before anything is told.
    await Promise.allSettled([...this.#calls]);
    await new Promise(setImmediate);
    while (this.#alone && this.#session.reachable && !this.#closed) {
      this.#telling = this.#tellAgain();
      const waitMs = await this.#telling;
      this.#telling = undefined;
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
    }
    this.#comingBack = false;
  }

  /** After how many milliseconds to tell again; 0 when Redis decides. Never rejects: whoever is to be admitted waits for it. */
  async #tellAgain(): Promise<number> {
    try {
      const told = await this.#session.tell((minute) => this.#everything(minute));
      if (!told) return AGAIN_MS;
      this.#shares.told(told.at + this.#session.leaseMs);
      if (told.lost) this.#later.clear();
      if (told.waitMs > 0) return Math.min(told.waitMs, AGAIN_MS);
      this.#alone = false;
      this.#tellLater();
      return 0;
    } catch (err) {
      if (!isAway(err)) log.error({ err }, 'Redis could not be told what it has to know');
      return AGAIN_MS;
    }
  }

  /** What this process uses and holds now, and what it admitted alone, or in the last minute. */
  *#everything(minute: boolean): Generator<ScriptBatch> {
    let batch = new ScriptBatch();
    for (const { subject, numbers } of this.#facts(minute)) {
      const [operation = 0, ...rest] = numbers;
      batch.tell([operation, batch.key(subject), ...rest]);
      if (batch.size < TELLING_SIZE) continue;
      yield batch;
      batch = new ScriptBatch();
    }
    if (!batch.empty) yield batch;
  }

  *#facts(minute: boolean): Generator<{ subject: Named; numbers: number[] }> {
    const inUse = new Map(this.#recent.withSlots().map((each) => [each.name, each]));
    for (const { held, used, ...subject } of this.#shares.left()) {
      const { requests, tokens, burst, slots } = held;
      const own = inUse.get(subject.name)?.slots ?? 0;
      inUse.delete(subject.name);
      yield { subject, numbers: [OP.sync, own, requests, tokens, burst, slots] };
      if (minute) continue;
      for (const [bucket, each] of used)
        yield { subject, numbers: [OP.restore, bucket, each.requests, each.tokens] };
    }
    for (const subject of inUse.values())
      yield { subject, numbers: [OP.sync, subject.slots, 0, 0, 0, 0] };
    if (!minute) return;
    for (const { bucket, requests, tokens, ...subject } of this.#recent.all())
      yield { subject, numbers: [OP.restore, bucket, requests, tokens] };
  }
}

function chargedTokens(subjects: readonly Subject[], tokens: number): number[] {
  return subjects.map(({ limits }) => Math.min(tokens, limits.tokensPerMinute ?? tokens));
}
