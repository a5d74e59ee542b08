import { AppError } from '@/lib/errors';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { FairQueue, type Turn } from './fair-queue';

/** Answers in progress over all tenants. */
const SLOTS = 50;
const WAITING_PER_TENANT = 100;

const queue = processState('traffic.queue', () => new FairQueue(SLOTS, WAITING_PER_TENANT));

/** Waits for the tenant's turn among all tenants. Throws `concurrency_limited` when too many of its own wait. */
export async function takeTurn(
  ctx: TenantContext,
  policy: Policy,
  estimatedTokens: number,
  signal?: AbortSignal,
): Promise<Turn> {
  const turn = await queue.enter(ctx.tenantId, policy.weight, estimatedTokens, signal);
  if (turn) return turn;
  throw new AppError(
    'concurrency_limited',
    'Too many questions of your workspace are waiting. Try again in a few seconds.',
    {
      retryAfter: 5,
      limit: {
        name: 'waiting',
        scope: 'tenant',
        limit: WAITING_PER_TENANT,
        used: WAITING_PER_TENANT,
        remedy: 'Wait for earlier questions to be answered.',
      },
    },
  );
}
