import { createRequire } from 'node:module';
import path from 'node:path';
import type { Redis } from 'ioredis';

/** Whether one more request of the tenant is admitted. */
export type Decide = (tenant: string) => Promise<boolean>;

interface RateLimiterFlexible {
  RateLimiterRedis: new (options: {
    storeClient: Redis;
    points: number;
    duration: number;
    keyPrefix: string;
  }) => { consume(key: string): Promise<unknown> };
}

interface UpstashRatelimit {
  Ratelimit: {
    new (options: {
      redis: unknown;
      limiter: unknown;
      ephemeralCache: false;
      prefix: string;
    }): {
      limit(key: string): Promise<{ success: boolean }>;
    };
    slidingWindow(tokens: number, window: string): unknown;
  };
}

/** The peers have a package.json of their own: `npm ci --prefix bench/peers`. */
function peer<T>(name: string): T {
  return createRequire(path.resolve('bench/peers/package.json'))(name) as T;
}

/** A plain connection, for the peers. */
export function connect(url: string): Redis {
  const { Redis: Client } = peer<{ Redis: new (url: string) => Redis }>('ioredis');
  return new Client(url);
}

/** rate-limiter-flexible's single fixed window of a minute. */
export function fixedWindow(redis: Redis, limit: number): Decide {
  const { RateLimiterRedis } = peer<RateLimiterFlexible>('rate-limiter-flexible');
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    points: limit,
    duration: 60,
    keyPrefix: 'rlf',
  });
  return (tenant) =>
    limiter.consume(tenant).then(
      () => true,
      (refused) => {
        if (refused instanceof Error) throw refused;
        return false;
      },
    );
}

/** @upstash/ratelimit's sliding window of a minute over a plain connection instead of its HTTP service. */
export function slidingWindow(redis: Redis, limit: number): Decide {
  const { Ratelimit } = peer<UpstashRatelimit>('@upstash/ratelimit');
  const limiter = new Ratelimit({
    redis: upstashRedis(redis),
    limiter: Ratelimit.slidingWindow(limit, '60 s'),
    ephemeralCache: false,
    prefix: 'upstash',
  });
  return async (tenant) => (await limiter.limit(tenant)).success;
}

/** What the limiter calls of its client. Redis 7.0 refuses the scripts' first line, `#!lua flags=allow-key-locking`. */
function upstashRedis(redis: Redis) {
  const known = new Map<string, string>();
  return {
    async evalsha(hash: string, keys: string[], args: unknown[]) {
      const loaded = known.get(hash);
      if (!loaded) throw new Error(`NOSCRIPT ${hash}`);
      return redis.evalsha(loaded, keys.length, ...keys, ...args.map(String));
    },
    async eval(script: string, keys: string[], args: unknown[]) {
      const { createHash } = await import('node:crypto');
      const plain = script.replace(/^#!lua[^\n]*\n/, '');
      const loaded = (await redis.script('LOAD', plain)) as string;
      known.set(createHash('sha1').update(script).digest('hex'), loaded);
      return redis.evalsha(loaded, keys.length, ...keys, ...args.map(String));
    },
  };
}
