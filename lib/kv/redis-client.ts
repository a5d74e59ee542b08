import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';

/** Between attempts to connect, so that a Redis that comes back is used within a second. */
const RECONNECT_MS = 200;
/** A command that takes longer is taken for lost: whoever waits has other things to do. */
const COMMAND_MS = 1_000;

/** One connection to Redis that runs scripts; what it cannot run at once is refused, never kept for later. */
export class RedisClient {
  readonly #redis: Redis;
  readonly #shas = new Map<string, string>();
  #connected: Promise<void> | undefined;

  constructor(url: string) {
    this.#redis = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: COMMAND_MS,
      commandTimeout: COMMAND_MS,
      retryStrategy: () => RECONNECT_MS,
    });
    this.#redis.on('error', (err) => log.debug({ err }, 'Redis is away'));
    this.#redis.on('end', () => log.debug('the connection to Redis ended'));
  }

  /** Whether it can be asked now. */
  get ready(): boolean {
    return this.#redis.status === 'ready';
  }

  /** Runs a script; what it returns, with strings as buffers. Throws `store_unavailable` when Redis is away. */
  async runScript(
    lua: string,
    keys: readonly string[],
    args: readonly (string | number | Buffer)[],
  ): Promise<unknown> {
    if (!this.ready) await this.#connect();
    const sha = this.#sha(lua);
    try {
      return await this.#redis.callBuffer('EVALSHA', sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!isReply(error, 'NOSCRIPT')) throw away(error);
    }
    try {
      return await this.#redis.callBuffer('EVAL', lua, keys.length, ...keys, ...args);
    } catch (error) {
      throw away(error);
    }
  }

  /** Called whenever a connection stands, the first one too. Returns the undo. */
  onReady(listener: () => void): () => void {
    this.#redis.on('ready', listener);
    return () => this.#redis.off('ready', listener);
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  /** Waits for the first connection alone: afterwards it comes back by itself. */
  async #connect(): Promise<void> {
    this.#connected ??= this.#redis.connect().catch(() => undefined);
    await this.#connected;
  }

  #sha(lua: string): string {
    const known = this.#shas.get(lua);
    if (known) return known;
    const sha = createHash('sha1').update(lua).digest('hex');
    this.#shas.set(lua, sha);
    return sha;
  }
}

function isReply(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.startsWith(code);
}

/** An error of the script itself is a defect; everything else means that Redis is away. */
function away(error: unknown): unknown {
  if (error instanceof Error && error.name === 'ReplyError' && !isReply(error, 'LOADING'))
    return error;
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
