import { LeasedLimiter } from '@/lib/kv/leased-limiter';
import type { Limiter, Subject } from '@/lib/kv/limiter';
import type { LimitsClient } from '@/lib/kv/limits-session';
import { RedisClient } from '@/lib/kv/redis-client';
import { RedisLimiter } from '@/lib/kv/redis-limiter';
import { connect, type Decide, fixedWindow, slidingWindow } from './peers';

export type Order =
  | { kind: 'prepare'; url: string; limit: number }
  | { kind: 'load'; arm: Arm; callers: number; tenants: number; ms: number }
  | { kind: 'bursts'; url: string; plan: BurstPlan };

export const ARMS = ['ours', 'leased', 'rate-limiter-flexible', '@upstash/ratelimit'] as const;
export type Arm = (typeof ARMS)[number];

/** Callers that ask without pause for `ms`, or all at once at the edges of windows. */
export interface BurstPlan {
  limit: number;
  /** Of the minute; a window has sixty. */
  bucketMs: number;
  callers: number;
  ms: number;
  leased: boolean;
}

const TENANT = '00000000-0000-4000-8000-000000000001';
const TOKENS = 100;
/** Every decision is Redis' own here: a machine that is kept busy by its four processes takes it for lost otherwise. */
const PATIENCE_MS = 10_000;

let decide: Record<Arm, Decide> | undefined;

function subject(name: string, limits: Subject['limits']): Subject {
  return { name, tenantId: TENANT, limits, own: () => undefined };
}

/** A whole admission: the decision over all four limits, and the end that gives the slot back. */
function decideBy(limiter: Limiter, limit: number): Decide {
  const limits = {
    requestsPerMinute: limit,
    burstPerSecond: limit,
    tokensPerMinute: limit * TOKENS,
    inFlight: limit,
  };
  return async (tenant) => {
    const decision = await limiter.admit([subject(tenant, limits)], TOKENS);
    if (decision.admitted) limiter.release(decision.ticket, TOKENS);
    return decision.admitted;
  };
}

function prepare(url: string, limit: number): void {
  decide = {
    ours: decideBy(new RedisLimiter(new RedisClient(url, PATIENCE_MS)), limit),
    leased: decideBy(new LeasedLimiter(new RedisLimiter(new RedisClient(url, PATIENCE_MS))), limit),
    'rate-limiter-flexible': fixedWindow(connect(url), limit),
    '@upstash/ratelimit': slidingWindow(connect(url), limit),
  };
}

/** Decisions in the time. */
async function load({ arm, callers, tenants, ms }: Order & { kind: 'load' }): Promise<number> {
  const ask = decide?.[arm];
  if (!ask) throw new Error('The arms are not prepared.');
  const end = performance.now() + ms;
  let decisions = 0;
  const caller = async (number: number) => {
    for (let n = number; performance.now() < end; n += 7) {
      for (let turn = 0; turn < 8; turn++) await ask(`tenant-${(n + turn) % tenants}`);
      decisions += 8;
      // A leased decision never leaves this turn of the event loop by itself.
      await new Promise(setImmediate);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
  return decisions;
}

/** When each was admitted: by the server's clock, which is this machine's too. */
async function bursts({ url, plan }: Order & { kind: 'bursts' }): Promise<number[]> {
  const client = new TimedClient(new RedisClient(url, PATIENCE_MS));
  const redis = new RedisLimiter(client, { minuteBucketMs: plan.bucketMs });
  const admit = plan.leased
    ? admitBy(new LeasedLimiter(redis), 'leased-bursts', plan.limit, now)
    : admitBy(redis, 'bursts', plan.limit, () => client.decidedAt);
  const times: number[] = [];
  const end = performance.now() + plan.ms;
  const caller = async (number: number) => {
    while (performance.now() < end) {
      const { at, waitMs } = await admit();
      if (at !== undefined) times.push(at);
      // Half of them hammer, the others come back at the very edge that they were told.
      const pause = number % 2 ? 2 : waitMs;
      if (at === undefined) await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  await Promise.all(Array.from({ length: plan.callers }, (_, number) => caller(number)));
  return times;
}

interface Admitted {
  at?: number;
  waitMs: number;
}

/** As the product asks; `clock` says when what was just decided was decided. */
function admitBy(
  limiter: Limiter,
  name: string,
  limit: number,
  clock: () => number,
): () => Promise<Admitted> {
  const one = subject(name, { requestsPerMinute: limit });
  return async () => {
    const decision = await limiter.admit([one], 0);
    if (!decision.admitted) return { waitMs: decision.retryAfterMs };
    const at = clock();
    limiter.release(decision.ticket);
    return { at, waitMs: 0 };
  };
}

/** Of this machine, which is Redis' too. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Redis' time of the call that was answered last: no other one is answered before who waited for it goes on. */
class TimedClient implements LimitsClient {
  readonly #client: RedisClient;
  decidedAt = 0;

  constructor(client: RedisClient) {
    this.#client = client;
  }

  get ready(): boolean {
    return this.#client.ready;
  }

  onReady(listener: () => void): () => void {
    return this.#client.onReady(listener);
  }

  async runScript(...what: Parameters<RedisClient['runScript']>): Promise<unknown> {
    const answer = await this.#client.runScript(...what);
    const [, , , at] = answer as [unknown, unknown, unknown, number];
    this.decidedAt = at;
    return answer;
  }
}

process.on('message', async (order: Order | { kind: 'stop' }) => {
  if (order.kind === 'stop') process.exit(0);
  if (order.kind === 'prepare') {
    prepare(order.url, order.limit);
    process.send?.('ready');
  } else if (order.kind === 'load') process.send?.(await load(order));
  else process.send?.(await bursts(order));
});
