import { isAppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { FairQueue, Turn } from './fair-queue';
import type { FairRequest, FlowShare, QueueRefusal } from './fair-schedule';
import { localQueue } from './local-queue';
import { type RedisScheduleOptions, SharedSchedule } from './shared-schedule';

interface Waiting {
  request: FairRequest;
  signal: AbortSignal | undefined;
  resolve(entered: Turn | QueueRefusal): void;
  reject(error: unknown): void;
  /** Whether Redis has it; until then its answer is under way. */
  in: boolean;
  /** Takes it out when its caller leaves. */
  leave(): void;
}

/** How often a process that has requests waiting asks whether the end of another's turn has started one. */
const LOOK_MS = 20;

/**
 * A fair queue that several processes share in Redis. While Redis is away each process serves its part of the slots by
 * itself; what waits then goes on waiting there.
 */
export class RedisQueue implements FairQueue {
  readonly #schedule: SharedSchedule;
  readonly #alone: FairQueue;
  readonly #waiting = new Map<string, Waiting>();
  readonly #running = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #timerMs = 0;
  #looking = false;
  #closed = false;

  constructor(options: RedisScheduleOptions) {
    this.#schedule = new SharedSchedule(options, (id) => this.#begin(id));
    const part = () => Math.max(1, Math.floor(options.slots() / this.#schedule.processes));
    this.#alone = localQueue(part);
  }

  async enter(request: FairRequest, signal?: AbortSignal): Promise<Turn | QueueRefusal> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      void this.#ask({ request, signal, resolve, reject, in: false, leave: () => {} });
    });
  }

  async shares(): Promise<FlowShare[]> {
    return [...(await this.#schedule.shares()), ...(await this.#alone.shares())];
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
    waiting.leave = () => {
      this.#forget(id, waiting);
      this.#say('leave', id, 0);
      waiting.reject(waiting.signal?.reason);
    };
    waiting.signal?.addEventListener('abort', waiting.leave, { once: true });
    this.#waiting.set(id, waiting);
    const answer = await this.#schedule.enter(id, waiting.request).catch((error) => ({ error }));
    if (!this.#waiting.has(id)) return;
    if (typeof answer === 'object' && 'error' in answer) {
      if (isAway(answer.error)) return this.#serveAlone(id, waiting);
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
    this.#running.add(id);
    this.#look();
    waiting.resolve({
      end: (actualCost) => {
        if (this.#running.delete(id)) this.#say('end', id, actualCost);
      },
    });
  }

  #forget(id: string, waiting: Waiting): void {
    this.#waiting.delete(id);
    waiting.signal?.removeEventListener('abort', waiting.leave);
  }

  /** Whether Redis heard of it nobody knows, so it is told that it left. */
  #serveAlone(id: string, waiting: Waiting): void {
    this.#forget(id, waiting);
    this.#say('leave', id, 0);
    this.#alone.enter(waiting.request, waiting.signal).then(waiting.resolve, waiting.reject);
    this.#look();
  }

  #say(what: 'end' | 'leave', id: string, actualCost: number): void {
    void this.#schedule.say(what, id, actualCost).then(() => this.#look());
  }

  /** Keeps asking while anything waits, runs or has yet to be said: often, or as often as the lease needs. */
  #look(): void {
    const often = this.#waiting.size > 0 || this.#schedule.hasUnsaid;
    if (this.#looking || this.#closed || (!often && this.#running.size === 0)) return;
    const ms = often ? Math.min(LOOK_MS, this.#schedule.renewMs) : this.#schedule.renewMs;
    if (this.#timer && this.#timerMs <= ms) return;
    clearTimeout(this.#timer);
    this.#timerMs = ms;
    this.#timer = setTimeout(() => void this.#lookNow(), ms).unref();
  }

  async #lookNow(): Promise<void> {
    this.#timer = undefined;
    this.#looking = true;
    const state = await this.#schedule.look().catch(() => 'away' as const);
    this.#looking = false;
    for (const [id, waiting] of [...this.#waiting]) {
      if (!waiting.in || state === 'known') continue;
      if (state === 'away') this.#serveAlone(id, waiting);
      else {
        this.#forget(id, waiting);
        this.#say('leave', id, 0);
        void this.#ask(waiting);
      }
    }
    this.#look();
  }
}

function isAway(error: unknown): boolean {
  return isAppError(error) && error.code === 'store_unavailable';
}
