import { randomBytes } from 'node:crypto';
import { clock } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import { BURST_BUCKET_MS, MINUTE_BUCKET_MS } from './limiter';
import { RESTORE_MS, SHARED_KEYS } from './limits-protocol';
import { LIMITS_SCRIPT } from './limits-script';
import type { RedisClient } from './redis-client';
import { doubles, ScriptBatch } from './script-batch';

export interface RedisLimiterOptions {
  /** Milliseconds since the epoch; by default the server's clock, one for all processes. */
  now?: () => number;
  /** Of one bucket of the minute: a test that cannot wait for a minute makes it shorter. */
  minuteBucketMs?: number;
  burstBucketMs?: number;
  /** After which the slots of a process that died are free, and a share is over. Less than a window. */
  leaseMs?: number;
}

/** What the limiter asks of Redis. */
export type LimitsClient = Pick<RedisClient, 'runScript' | 'onReady' | 'ready'>;

export interface Reply {
  memory: string;
  /** Undefined: Redis has another memory than the one that was named, and nothing was carried out. */
  numbers: Buffer | undefined;
  /** Not 0: nothing is decided yet. */
  waitMs: number;
  /** Redis' time. */
  at: number;
  wanted: string[];
  /** For which what was taken ahead may be used. */
  lastsMs: number;
  /** What Redis counts for this process where that changed or was renewed: `key requests tokens burst slots`. */
  held: Float64Array;
}

/** Slots of a process that died are free this long after it last renewed them. */
const LEASE_MS = 45_000;

/** One process' part in the limits that are kept in Redis: who it is, what it knows of Redis, and its calls. */
export class LimitsSession {
  readonly leaseMs: number;
  readonly #client: LimitsClient;
  readonly #options: RedisLimiterOptions;
  readonly #process = randomBytes(8);
  #memory = '';
  #processes = 1;
  /** Redis' time when it last answered, and when that was asked. */
  #at = { redis: clock().now(), sent: performance.now() };

  constructor(client: LimitsClient, options: RedisLimiterOptions) {
    this.#client = client;
    this.#options = options;
    this.leaseMs = options.leaseMs ?? LEASE_MS;
  }

  get reachable(): boolean {
    return this.#client.ready;
  }

  /** Redis' time, or later than that. */
  latest(): number {
    const { now } = this.#options;
    return now ? now() : this.#at.redis + 1 + performance.now() - this.#at.sent;
  }

  /** Throws `store_unavailable` when nothing can be decided now: Redis is away, or was and has to be told what it forgot. */
  async decide(batch: ScriptBatch): Promise<Reply & { numbers: Buffer }> {
    for (let waited = 0; ; ) {
      const reply = await this.#run(batch, this.#memory, '');
      const { numbers, waitMs } = reply;
      if (numbers && waitMs === 0) {
        this.#memory = reply.memory;
        return { ...reply, numbers };
      }
      // Who is new has no share to go on with, and waits for what others have to tell.
      if (this.#memory !== '' || waited >= 2 * RESTORE_MS) throw unavailable();
      waited += waitMs;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  /**
   * Tells what happened while Redis was away, all of the last minute if it lost its memory. `waitMs`: when to tell
   * again, since others have not told yet; undefined: it was away again.
   */
  async tell(
    everything: (minute: boolean) => Iterable<ScriptBatch>,
  ): Promise<{ lost: boolean; at: number; waitMs: number } | undefined> {
    const known = await this.#tellAll(everything(false), this.#memory, '0');
    if (known) return { ...known, lost: false };
    const { memory } = await this.#run(new ScriptBatch(), '', '0');
    // Nothing is decided before as many processes as were known told it.
    const told = await this.#tellAll(everything(true), memory, String(this.#processes));
    if (!told) return undefined;
    this.#memory = memory;
    return { ...told, lost: true };
  }

  async #tellAll(batches: Iterable<ScriptBatch>, memory: string, last: string) {
    for (const batch of batches)
      if (!(await this.#run(batch, memory, '0')).numbers) return undefined;
    const { numbers, at, waitMs } = await this.#run(new ScriptBatch(), memory, last);
    return numbers && { at, waitMs };
  }

  async #run(batch: ScriptBatch, memory: string, again: string): Promise<Reply> {
    const { minuteBucketMs = MINUTE_BUCKET_MS, burstBucketMs = BURST_BUCKET_MS } = this.#options;
    const now = this.#options.now?.() ?? -1;
    const head = [minuteBucketMs, burstBucketMs, now, this.leaseMs];
    const { names, operations, tenants } = batch.packed(head);
    const sent = performance.now();
    const [known, numbers, waitMs = 0, at = 0, processes = 0, wanted = [], lastsMs = 0, held] =
      (await this.#client.runScript(
        LIMITS_SCRIPT,
        [...SHARED_KEYS, ...names],
        [operations, this.#process, tenants, memory, again],
      )) as [Buffer, Buffer?, number?, number?, number?, Buffer[]?, number?, Buffer?];
    if (numbers) this.#at = { redis: at, sent };
    if (processes > 0) this.#processes = processes;
    return {
      memory: known.toString(),
      numbers,
      waitMs,
      at,
      wanted: wanted.map((name) => name.toString()),
      lastsMs,
      held: doubles(held ?? Buffer.alloc(0)),
    };
  }
}

/** Neither Redis nor the share can decide. */
export function unavailable(): AppError {
  return new AppError('store_unavailable', 'Limits cannot be counted right now.', {
    retryAfter: 1,
  });
}
