import { clock } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import { namespaceName } from '@/lib/keys/namespace-name';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { sharedRedis } from '@/lib/kv/redis-client';
import { poolLimit, poolOf } from '@/lib/llm/upstream/upstream';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { type FairQueue, isRefusal, type Turn } from './fair/fair-queue';
import type { FlowShare, QueueRefusal } from './fair/fair-schedule';
import { localQueue } from './fair/local-queue';
import { RedisQueue } from './fair/redis-queue';
import { SharedPools } from './fair/shared-pools';

const WAITING_PER_TENANT = 100;

/** Of queues in which nobody is; more are kept only while somebody is in each. */
const MOST_QUEUES = 2_000;

/** By pool, the one that was used last at the end. */
const queues = processState('traffic.queues', () => new Map<string, FairQueue>());

/**
 * The queue of all calls of one model by one account: a pool of its own, so that what holds its slots holds nobody who
 * waits for another. Its slots are as many as the upstream takes now.
 */
export function fairQueue(pool: string): FairQueue {
  const queue = queues.get(pool) ?? newQueue(pool);
  queues.delete(pool);
  if (queues.size >= MOST_QUEUES) forgetIdle();
  queues.set(pool, queue);
  sharedPools()?.note(keyOf(pool), clock().now());
  return queue;
}

/**
 * One in which nobody is holds nothing, and a new one begins where all are equal. One in use stays: beside another of the
 * same pool it would give its slots once more.
 */
function forgetIdle(): void {
  for (const [pool, queue] of queues)
    if (!queue.inUse) {
      queues.delete(pool);
      return;
    }
}

/** Shared by all processes when there is Redis. */
function newQueue(pool: string): FairQueue {
  const slots = () => poolLimit(pool);
  const client = sharedRedis();
  if (!client) return localQueue(slots);
  return new RedisQueue({ client, key: keyOf(pool), slots });
}

function keyOf(pool: string): string {
  // In braces: all keys of one queue lie in one slot of a cluster.
  return `{queue:${namespaceName('kv', pool)}}`;
}

function sharedPools(): SharedPools | undefined {
  const client = sharedRedis();
  return client && processState('traffic.shared-pools', () => new SharedPools(client));
}

/** Who holds and waits for slots of each pool: those of this process, or of all processes when they share them. */
export async function poolShares(): Promise<FlowShare[]> {
  const own = await Promise.all([...queues.values()].map((queue) => queue.shares()));
  const others = await sharedPools()?.sharesBut(new Set([...queues.keys()].map(keyOf)));
  return [...own.flat(), ...(others ?? [])];
}

/**
 * Waits for the tenant's turn among all who call the model. Throws at once, with the time to come back: `concurrency_limited` when
 * too many of the tenant's own requests wait, `model_overloaded` when its turn would probably come later than its policy
 * lets it wait; `model_overloaded` later when it did not come by then. `tokens`: estimated. `maxWaitMs`: at most, for a
 * request that waited before. Rejects with the signal's reason.
 */
export async function takeTurn(
  ctx: TenantContext,
  policy: Pick<Policy, 'weight' | 'queueSeconds'>,
  call: { model: string; tokens: number; maxWaitMs?: number },
  signal?: AbortSignal,
): Promise<Turn> {
  const allowedMs = policy.queueSeconds * 1000;
  const owner = ctx.placement.modelAccount === 'own' ? ctx.tenantId : undefined;
  const entered = await fairQueue(poolOf(owner, call.model)).enter(
    {
      flow: ctx.tenantId,
      name: tenantKeys(ctx).namespace('kv'),
      weight: policy.weight,
      cost: call.tokens,
      queueLimit: WAITING_PER_TENANT,
      maxWaitMs: Math.min(allowedMs, call.maxWaitMs ?? allowedMs),
    },
    signal,
  );
  if (isRefusal(entered)) throw asError(entered, policy.queueSeconds);
  return entered;
}

function asError({ refused, retryAfterMs, waiting }: QueueRefusal, queueSeconds: number): AppError {
  const retryAfter = Math.max(1, Math.ceil(retryAfterMs / 1000));
  if (refused === 'queue_full')
    return new AppError(
      'concurrency_limited',
      `Too many requests of your workspace are waiting. Try again in ${retryAfter} s.`,
      {
        retryAfter,
        limit: {
          name: 'waiting',
          scope: 'tenant',
          limit: WAITING_PER_TENANT,
          used: waiting,
          remedy: 'Wait for earlier requests to be answered.',
        },
      },
    );
  return new AppError(
    'model_overloaded',
    `This would wait longer than the ${queueSeconds} s that your workspace allows. Try again in ${retryAfter} s.`,
    {
      retryAfter,
      limit: {
        name: 'queue_seconds',
        scope: 'tenant',
        limit: queueSeconds,
        used: queueSeconds + retryAfter,
        remedy: 'Wait, or ask your administrator for a longer wait or a larger share.',
      },
    },
  );
}
