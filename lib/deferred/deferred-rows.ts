import type { BindingLimit } from '@/lib/budget/decide';
import { now } from '@/lib/clock';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';

/** One attempt at a question that waited. */
export interface DeferredAttempt {
  id: string;
  requestId: string;
  conversationId: string;
  /** The message that is answered. */
  questionId: string;
  attempt: number;
  /** Holds that were taken for it before: the ordinal of its next call. */
  calls: number;
}

/** A budget without room, and what of it the question needs to begin. */
export interface WaitedFor extends BindingLimit {
  need: bigint;
}

/** What a question waits for: room in a budget, or only that something passes. */
export interface Wait {
  budget: WaitedFor | undefined;
  /** What a question like it takes of that budget in the mean. */
  expected?: bigint;
  /** When it can be answered at the latest, as far as is known. */
  notBefore: Date;
}

export interface NewDeferred {
  requestId: string;
  conversationId: string;
  model: string | undefined;
  feature: string;
  /** Cost tags of its calls. */
  tags?: Record<string, string> | undefined;
}

/**
 * Puts a question that stands in its conversation into the workspace's queue; returns its id. Waiting work holds
 * nothing: a hold takes all its budgets or none, and part of one would keep others from what they can afford.
 */
export async function enqueueDeferred(
  ctx: TenantContext,
  sql: TenantSql,
  asked: NewDeferred,
  { budget, expected, notBefore }: Wait,
): Promise<string> {
  const id = newId();
  await sql(
    `insert into deferred_answer (tenant_id, id, conversation_id, request_id, user_id, model, feature, not_before, tried_at,
       created_at, wait_scope, wait_scope_id, wait_period, wait_unit, wait_taken, wait_limit, wait_used, wait_need, wait_expected, tags)
     values (:tenant, $1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      id,
      asked.conversationId,
      asked.requestId,
      ctx.principal.id,
      asked.model ?? null,
      asked.feature,
      notBefore,
      now(),
      ...columns(budget, expected),
      JSON.stringify(asked.tags ?? {}),
    ],
  );
  return id;
}

/** Between two tries, whatever was given back meanwhile. */
const PAUSE_SECONDS = 3;

/** Gives an attempt back to the queue, at its old place; nothing changes for one that was cancelled or lost. */
export async function waitAgain(
  sql: TenantSql,
  { id, attempt }: DeferredAttempt,
  { budget, expected, notBefore }: Wait,
): Promise<void> {
  await sql(
    `update deferred_answer set state = 'waiting', locked_by = null,
       locked_until = clock_timestamp() + make_interval(secs => $3), not_before = $4, tried_at = $5,
       wait_scope = $6, wait_scope_id = $7, wait_period = $8, wait_unit = $9, wait_taken = $10,
       wait_limit = $11, wait_used = $12, wait_need = $13, wait_expected = $14
     where tenant_id = :tenant and id = $1 and attempts = $2 and state = 'running'`,
    [id, attempt, budget ? PAUSE_SECONDS : 0, notBefore, now(), ...columns(budget, expected)],
  );
}

/**
 * Ends an attempt, in the transaction that stores its answer; works under the asker's proof and under the hold's.
 * False when it was ended, cancelled or lost before: then it has no answer to store.
 */
export async function endDeferred(
  sql: TenantSql,
  { requestId, attempt }: Pick<DeferredAttempt, 'requestId' | 'attempt'>,
  end: { state: 'done' | 'failed' | 'cancelled'; failureCode: string | undefined },
): Promise<boolean> {
  const [row] = await sql<{ ended: boolean }>(
    'select tenancy.end_deferred($1, $2, $3, $4, $5) as ended, :tenant::uuid as tenant_id',
    [requestId, attempt, end.state, end.failureCode ?? null, now()],
  );
  return row?.ended ?? false;
}

function columns(budget: WaitedFor | undefined, expected: bigint | undefined): unknown[] {
  if (!budget) return Array.from({ length: 9 }, () => null);
  const { scope, scopeId, period, unit, used, held, limit, need } = budget;
  return [scope, scopeId, period, unit, used + held, limit, used, need, expected ?? need];
}
