import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { env } from '@/lib/env';
import { AppError, isAppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';

/** A command that takes longer is taken for lost: whoever waits goes on without Redis. */
const ATTEMPT_MS = 100;
/** A connection on which nothing is heard for so long is made anew. */
const DEAF_MS = 1_000;
/** Between attempts to connect: doubled from the first to the last. */
const [FIRST_PAUSE_MS, LAST_PAUSE_MS] = [25, 200];

/**
 * One connection to Redis that runs scripts. What it cannot run at once is refused, never kept for later. Once a command was not
 * answered in time everything is refused at once, until one probe at a time finds Redis back; commands of one connection are carried
 * out in their order, so nothing from before comes after that.
 */
export class RedisClient {
  readonly #redis: Redis;
  readonly #attemptMs: number;
  readonly #shas = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  #connected: Promise<void> | undefined;
  #usable = false;
  #deaf: NodeJS.Timeout | undefined;

  /** `attemptMs`: what a test that must not depend on the machine's speed makes longer. */
  constructor(url: string, attemptMs = ATTEMPT_MS) {
    this.#attemptMs = attemptMs;
    this.#redis = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: DEAF_MS,
      disconnectTimeout: ATTEMPT_MS,
      retryStrategy: (times) => Math.min(FIRST_PAUSE_MS * 2 ** (times - 1), LAST_PAUSE_MS),
    });
    this.#redis.on('error', (err) => log.debug({ err }, 'Redis is away'));
    this.#redis.on('ready', () => this.#back());
    this.#redis.on('close', () => this.#lose());
    this.#redis.on('connect', () => this.#listen());
  }

  /** Whether it can be asked now. */
  get ready(): boolean {
    return this.#usable;
  }

  /** Runs a script; what it returns, with strings as buffers. Throws `store_unavailable` when Redis is away. */
  async runScript(
    lua: string,
    keys: readonly string[],
    args: readonly (string | number | Buffer)[],
  ): Promise<unknown> {
    if (!this.#usable) await this.#connect();
    if (!this.#usable) throw away(new Error('Redis is away.'));
    const sha = this.#sha(lua);
    try {
      return await this.#inTime(
        this.#redis.callBuffer('EVALSHA', sha, keys.length, ...keys, ...args),
      );
    } catch (error) {
      if (!isReply(error, 'NOSCRIPT')) throw away(error);
    }
    try {
      return await this.#inTime(this.#redis.callBuffer('EVAL', lua, keys.length, ...keys, ...args));
    } catch (error) {
      throw away(error);
    }
  }

  /** Called whenever Redis can be asked again, the first time too. Returns the undo. */
  onReady(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    clearTimeout(this.#deaf);
    this.#listeners.clear();
    this.#redis.disconnect();
  }

  /** Waits for the first connection alone: afterwards it comes back by itself. */
  async #connect(): Promise<void> {
    this.#connected ??= this.#redis.connect().catch(() => undefined);
    await this.#connected;
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      // After what has arrived meanwhile was read: a process that was busy itself takes nobody for lost.
      const end = () => setImmediate(() => reject(new Error('Redis did not answer in time.')));
      timer = setTimeout(end, this.#attemptMs);
    });
    try {
      return await Promise.race([answer, late]);
    } catch (error) {
      if (!isReplyError(error)) this.#lose();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #lose(): void {
    if (!this.#usable) return;
    this.#usable = false;
    if (this.#redis.status !== 'ready') return;
    this.#listen();
    this.#redis.ping().then(
      () => this.#back(),
      (err) => log.debug({ err }, 'Redis did not answer the probe'),
    );
  }

  #back(): void {
    clearTimeout(this.#deaf);
    if (this.#usable || this.#redis.status !== 'ready') return;
    this.#usable = true;
    for (const listener of this.#listeners) listener();
  }

  /** Makes the connection anew unless something is heard on it soon. */
  #listen(): void {
    clearTimeout(this.#deaf);
    this.#deaf = setTimeout(() => {
      if (!this.#usable) this.#redis.disconnect(true);
    }, DEAF_MS).unref();
  }

  #sha(lua: string): string {
    const known = this.#shas.get(lua);
    if (known) return known;
    const sha = createHash('sha1').update(lua).digest('hex');
    this.#shas.set(lua, sha);
    return sha;
  }
}

/** Whether Redis could not be asked, as told from an error of what was asked. */
export function isAway(error: unknown): boolean {
  return isAppError(error) && error.code === 'store_unavailable';
}

function isReplyError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

function isReply(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.startsWith(code);
}

/** What Redis answers to what is wrong in itself, whatever state Redis is in. */
const DEFECT = /^(ERR|WRONGTYPE|CROSSSLOT) /;

/**
 * An error of the script itself is a defect; everything else means that Redis is away, a Redis among it that answers but
 * carries nothing out: without memory, unable to write its file, a replica, busy with another's script, still loading.
 */
function away(error: unknown): unknown {
  if (isReplyError(error) && DEFECT.test(error.message)) return error;
  return new AppError('store_unavailable', 'Limits cannot be counted right now.', {
    retryAfter: 1,
    cause: error,
  });
}

/** The client of this process; undefined without REDIS_URL. */
export function sharedRedis(): RedisClient | undefined {
  const url = env.REDIS_URL;
  return url ? processState('kv.redis', () => new RedisClient(url)) : undefined;
}
