import { recordAudit } from '@/lib/audit/record';
import { expectedAmounts } from '@/lib/budget/estimate';
import { BudgetWait } from '@/lib/budget/reserve';
import { now } from '@/lib/clock';
import { isQueueFull } from '@/lib/db/sql-errors';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { enqueueDeferred, type Wait, waitAgain } from '@/lib/deferred/deferred-rows';
import { getDeferred } from '@/lib/deferred/queries';
import { DEFERRED_LIMIT } from '@/lib/deferred/schema';
import { AppError, type ErrorCode, isAppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Run } from './finish-answer';
import type { AnswerEvent } from './schema';

/** What passes by itself: a question that waited already waits on. */
const PASSING = new Set<ErrorCode>([
  'rate_limited',
  'concurrency_limited',
  'store_unavailable',
  'model_overloaded',
  'cancelled',
]);
const PAUSE_SECONDS = 5;

/** What the question is to wait for, when it failed for want of that and nothing was charged. */
export function waitOf(run: Run, failure: unknown): Wait | undefined {
  if (run.reservation) return undefined;
  if (failure instanceof BudgetWait && run.conversationId) {
    const { because } = failure;
    return { budget: because, notBefore: because.resetsAt };
  }
  if (!run.deferred || !isAppError(failure) || !PASSING.has(failure.code)) return undefined;
  const seconds = failure.code === 'cancelled' ? 0 : (failure.retryAfter ?? PAUSE_SECONDS);
  return { budget: undefined, notBefore: new Date(now().getTime() + seconds * 1000) };
}

/**
 * Puts the question into the workspace's queue, or back to its place there. Returns the last event; throws
 * `rate_limited` when the queue is full.
 */
export async function deferAnswer(
  ctx: TenantContext,
  run: Run,
  conversationId: string,
  wait: Wait,
): Promise<AnswerEvent> {
  const { requestId } = run.trace;
  const expected = wait.budget && (await expectedAmounts(ctx, run))?.[wait.budget.unit];
  const id = await withTenantSql(ctx, async (sql) => {
    if (run.deferred) {
      await waitAgain(sql, run.deferred, { ...wait, expected });
      return run.deferred.id;
    }
    const { feature, tags } = run;
    const asked = { requestId, conversationId, model: run.wanted, feature, tags };
    const added = await enqueueDeferred(ctx, sql, asked, { ...wait, expected });
    await recordAudit(ctx, sql, {
      action: 'answer.defer',
      objectKind: 'answer',
      requestId,
      detail: { deferred: added },
    });
    return added;
  }).catch((error) => {
    throw isQueueFull(error) ? queueFull(error) : error;
  });
  return { type: 'deferred', deferred: await getDeferred(ctx, id) };
}

function queueFull(cause: unknown): AppError {
  return new AppError('rate_limited', 'Too many questions of your workspace wait already.', {
    retryAfter: 60,
    cause,
    limit: {
      name: 'deferred_answers',
      scope: 'tenant',
      limit: DEFERRED_LIMIT,
      used: DEFERRED_LIMIT,
      remedy: 'Wait until some are answered, cancel some, or ask for a higher budget.',
    },
  });
}
