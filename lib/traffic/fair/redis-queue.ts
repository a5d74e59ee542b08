import { newId } from '@/lib/ids';
import { isAway } from '@/lib/kv/redis-client';
import { log } from '@/lib/log';
import { type FairQueue, isRefusal, type Turn } from './fair-queue';
import type { FairRequest, FlowShare, QueueRefusal } from './fair-schedule';
import { localQueue } from './local-queue';
import { type RedisScheduleOptions, SharedSchedule } from './shared-schedule';
import { withinWait } from './within-wait';

interface Waiting {
  request: FairRequest;
  signal: AbortSignal;
  resolve(entered: Turn | QueueRefusal): void;
  reject(error: unknown): void;
  /** Whether Redis has it; until then its answer is under way. */
  in: boolean;
  /** Takes it out when its caller leaves. */
  leave(): void;
}

interface Running {
  request: FairRequest;
  /** As it is counted while Redis is away. */
  alone: Turn | undefined;
}

/** How often a process that has requests waiting asks whether the end of another's turn has started one. */
const LOOK_MS = 20;
/** How often one that has turns running alone sees whether Redis still knows them. */
const RUNNING_MS = 250;
const MOVED = new Error('The request waits in Redis again.');

/**
 * A fair queue that several processes share in Redis. While Redis is away each process serves its part of the slots by
 * itself, less what it runs already. Afterwards Redis hears what runs, and what waits goes on waiting there.
 */
export class RedisQueue implements FairQueue {
  readonly #schedule: SharedSchedule;
  readonly #alone;
  readonly #waiting = new Map<string, Waiting>();
  readonly #running = new Map<string, Running>();
  #timer: NodeJS.Timeout | undefined;
  #timerMs = 0;
  #looking = false;
  #closed = false;
  /** While Redis is away, or has not heard yet what runs; aborted when it has. */
  #away: AbortController | undefined;

  constructor(options: RedisScheduleOptions) {
    this.#schedule = new SharedSchedule(options, (id) => this.#begin(id));
    const part = () => Math.max(1, Math.floor(options.slots() / this.#schedule.processes));
    this.#alone = localQueue(part);
  }

  async enter(request: FairRequest, signal?: AbortSignal): Promise<Turn | QueueRefusal> {
    signal?.throwIfAborted();
    return withinWait(
      request,
      signal,
      (stop) =>
        new Promise((resolve, reject) => {
          void this.#ask({ request, signal: stop, resolve, reject, in: false, leave: () => {} });
        }),
    );
  }

  async shares(): Promise<FlowShare[]> {
    return this.#away ? this.#alone.shares() : this.#schedule.shares();
  }

  get inUse(): boolean {
    const said = this.#waiting.size === 0 && this.#running.size === 0 && !this.#schedule.hasUnsaid;
    return !said || this.#alone.inUse;
  }

  /** What runs and waits is left to the lease of this process. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#closed = true;
    this.#running.clear();
    for (const [id, waiting] of this.#waiting) {
      this.#forget(id, waiting);
      waiting.reject(new Error('The queue was closed.'));
    }
  }

  /** Never rejects. */
  async #ask(waiting: Waiting): Promise<void> {
    const id = newId();
    waiting.in = false;
    if (this.#away) return this.#serveAlone(id, waiting, this.#away.signal);
    waiting.leave = () => {
      this.#forget(id, waiting);
      this.#say('leave', id, 0);
      waiting.reject(waiting.signal.reason);
    };
    waiting.signal.addEventListener('abort', waiting.leave, { once: true });
    this.#waiting.set(id, waiting);
    const answer = await this.#schedule.enter(id, waiting.request).catch((error) => ({ error }));
    if (!this.#waiting.has(id)) return;
    if (typeof answer === 'object' && 'error' in answer) {
      if (isAway(answer.error)) return this.#goOn(id, waiting);
      this.#forget(id, waiting);
      waiting.reject(answer.error);
    } else if (answer === 'entered') {
      waiting.in = true;
      this.#look();
    } else {
      this.#forget(id, waiting);
      waiting.resolve(answer);
    }
  }

  #begin(id: string): void {
    const waiting = this.#waiting.get(id);
    // Its caller left while the word of its start was on the way.
    if (!waiting) return;
    this.#forget(id, waiting);
    const alone = this.#away && this.#alone.adopt(waiting.request);
    waiting.resolve(this.#run(id, waiting.request, alone));
    this.#look();
  }

  #run(id: string, request: FairRequest, alone: Turn | undefined): Turn {
    const running: Running = { request, alone };
    this.#running.set(id, running);
    return {
      end: (actualCost) => {
        if (!this.#running.delete(id)) return;
        running.alone?.end(actualCost);
        this.#say('end', id, actualCost);
      },
    };
  }

  #forget(id: string, waiting: Waiting): void {
    this.#waiting.delete(id);
    waiting.signal.removeEventListener('abort', waiting.leave);
  }

  /** Redis is away: what runs counts against this process' own part from now on. */
  #leave(): AbortSignal {
    if (!this.#away) {
      this.#away = new AbortController();
      for (const running of this.#running.values())
        running.alone = this.#alone.adopt(running.request);
    }
    return this.#away.signal;
  }

  /** Whether Redis heard of it nobody knows, so it is told that it left. */
  #goOn(id: string, waiting: Waiting): void {
    this.#forget(id, waiting);
    this.#say('leave', id, 0);
    this.#serveAlone(newId(), waiting, this.#leave());
  }

  #serveAlone(id: string, waiting: Waiting, back: AbortSignal): void {
    const { request, signal, resolve, reject } = waiting;
    this.#alone.enter(request, AbortSignal.any([signal, back])).then(
      (entered) => {
        if (isRefusal(entered)) return resolve(entered);
        resolve(this.#run(id, request, entered));
        if (this.#away) return;
        // Redis came back meanwhile; what it does not hear of now, it hears of with the next look that finds it back.
        entered.end(request.cost);
        void this.#schedule.adopt(id, request).catch(() => undefined);
      },
      (error) => (error === MOVED ? void this.#ask(waiting) : reject(error)),
    );
    this.#look();
  }

  /** Redis hears what runs, then decides again. Rejects with `store_unavailable` when it is away. */
  async #comeBack(): Promise<void> {
    for (const [id, { request }] of this.#running) await this.#schedule.adopt(id, request);
    const away = this.#away;
    this.#away = undefined;
    away?.abort(MOVED);
    for (const running of this.#running.values()) {
      running.alone?.end(running.request.cost);
      running.alone = undefined;
    }
  }

  #say(what: 'end' | 'leave', id: string, actualCost: number): void {
    void this.#schedule.say(what, id, actualCost).then(() => this.#look());
  }

  /** Keeps asking while anything waits, runs or has yet to be said. */
  #look(): void {
    const often = this.#waiting.size > 0 || this.#schedule.hasUnsaid || this.#away !== undefined;
    if (this.#looking || this.#closed || (!often && this.#running.size === 0)) return;
    const ms = Math.min(often ? LOOK_MS : RUNNING_MS, this.#schedule.renewMs);
    if (this.#timer && this.#timerMs <= ms) return;
    clearTimeout(this.#timer);
    this.#timerMs = ms;
    this.#timer = setTimeout(() => void this.#lookNow(), ms).unref();
  }

  async #lookNow(): Promise<void> {
    if (this.#looking || this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#looking = true;
    const state = await this.#hear();
    this.#looking = false;
    for (const [id, waiting] of [...this.#waiting]) {
      if (!waiting.in || state === 'known') continue;
      if (state === 'away') this.#goOn(id, waiting);
      else {
        this.#forget(id, waiting);
        this.#say('leave', id, 0);
        void this.#ask(waiting);
      }
    }
    this.#look();
  }

  /** Never rejects: what waits would wait for ever. */
  async #hear(): Promise<'known' | 'lost' | 'away'> {
    try {
      const state = await this.#schedule.look();
      if (this.#away || state === 'lost') await this.#comeBack();
      return state;
    } catch (err) {
      if (!isAway(err)) log.error({ err }, 'Redis could not be asked what has started');
      this.#leave();
      return 'away';
    }
  }
}
