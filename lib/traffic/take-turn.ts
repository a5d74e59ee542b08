import { AppError } from '@/lib/errors';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { type FairQueue, isRefusal, type Turn } from './fair/fair-queue';
import type { QueueRefusal } from './fair/fair-schedule';
import { localQueue } from './fair/local-queue';

/** Answers in progress over all tenants. */
const SLOTS = 50;
const WAITING_PER_TENANT = 100;

/** The one queue that every answer goes through. */
export function fairQueue(): FairQueue {
  return processState('traffic.queue', () => localQueue(SLOTS));
}

/**
 * Waits for the tenant's turn among all tenants. Throws at once, with the time to come back: `concurrency_limited` when
 * too many of the tenant's own requests wait, `model_overloaded` when its turn would probably come later than its policy
 * lets it wait. Rejects with the signal's reason.
 */
export async function takeTurn(
  ctx: TenantContext,
  policy: Pick<Policy, 'weight' | 'queueSeconds'>,
  estimatedTokens: number,
  signal?: AbortSignal,
): Promise<Turn> {
  const entered = await fairQueue().enter(
    {
      flow: ctx.tenantId,
      weight: policy.weight,
      cost: estimatedTokens,
      queueLimit: WAITING_PER_TENANT,
      maxWaitMs: policy.queueSeconds * 1000,
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
