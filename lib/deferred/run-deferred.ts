import { answer } from '@/lib/chat/answer';
import { readHistory } from '@/lib/chat/queries';
import { saveAnswer } from '@/lib/chat/save-exchange';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { modelIdSchema } from '@/lib/llm/schema';
import { log } from '@/lib/log';
import type { HeldDeferred } from '@/lib/tenancy/verify-deferred';
import { type DeferredAttempt, endDeferred } from './deferred-rows';
import { deferredSignals } from './deferred-signals';

/** A question whose attempts end their process this often is not tried again. */
const MAX_LAPSES = 3;
/** Longer than the longest period: whoever waited through it is answered at the next try, or refused for good. */
const LONGEST_WAIT_MS = 35 * 86_400_000;
const RENEW_MS = 20_000;
const WATCH_MS = 500;

/**
 * Answers one claimed question by the one pipeline, under its asker's rights of now, or gives it back to the queue.
 * Never rejects. When the process stops, what is being written is written to its end and the rest goes back.
 */
export async function runDeferred(held: HeldDeferred, stopping: AbortSignal): Promise<void> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const onCancel = (id: string) => {
    if (id === held.id) stop();
  };
  const watching = setInterval(() => {
    stillRuns(held).then((runs) => runs || stop(), ignored);
  }, WATCH_MS);
  const renewing = setInterval(() => {
    held.renew().then((mine) => mine || stop(), ignored);
  }, RENEW_MS);
  deferredSignals.on('cancelled', onCancel);
  stopping.addEventListener('abort', stop, { once: true });
  if (stopping.aborted) stop();
  try {
    await attempt(held, controller.signal, () => stopping.removeEventListener('abort', stop));
  } catch (error) {
    const facts = { deferred: held.id, tenant: held.ctx.tenantId };
    log.error({ ...facts, err: error }, 'a question that waited was left to its lease');
  } finally {
    clearInterval(watching);
    clearInterval(renewing);
    deferredSignals.off('cancelled', onCancel);
    stopping.removeEventListener('abort', stop);
  }
}

async function attempt(
  held: HeldDeferred,
  signal: AbortSignal,
  onWriting: () => void,
): Promise<void> {
  const { ctx, conversationId, requestId } = held;
  const asked = (await readHistory(ctx, conversationId)).find(
    (message) => message.requestId === requestId && message.author === 'user',
  );
  if (!asked) {
    const end = { state: 'cancelled', failureCode: 'not_found' } as const;
    await withTenantSql(ctx, (sql) => endDeferred(sql, held, end));
    return;
  }
  const deferred = attemptOf(held, asked.id);
  // What a call was booked for is not paid for twice: the sweeper charged it, and nobody knows what it said.
  if (held.charged || held.lapses > MAX_LAPSES) return fail(held, deferred);
  const model = modelIdSchema.optional().catch(undefined).parse(held.model);
  const deferrable = now().getTime() - Date.parse(asked.createdAt) < LONGEST_WAIT_MS;
  const request = { conversationId, question: asked.text, model, deferrable };
  const options = { signal, feature: held.feature, deferred, tags: await tagsOf(held) };
  for await (const event of answer(ctx, request, options)) {
    if (event.type === 'stage' && event.stage === 'generate') onWriting();
  }
}

async function fail(held: HeldDeferred, deferred: DeferredAttempt): Promise<void> {
  await saveAnswer(held.ctx, {
    conversationId: held.conversationId,
    questionId: deferred.questionId,
    requestId: held.requestId,
    text: '',
    state: 'failed',
    errorCode: 'interrupted',
    citations: [],
    documents: [],
    outcome: 'error',
    model: held.model,
    downgraded: undefined,
    deferred,
  });
}

function attemptOf(held: HeldDeferred, questionId: string): DeferredAttempt {
  const { id, requestId, conversationId, attempt, calls } = held;
  return { id, requestId, conversationId, questionId, attempt, calls };
}

async function tagsOf({ ctx, id }: HeldDeferred): Promise<Record<string, string> | undefined> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ tags: Record<string, string> }>(
      'select tags from deferred_answer where tenant_id = :tenant and id = $1',
      [id],
    ),
  );
  return row?.tags;
}

/** Whether this attempt still owns the question. */
async function stillRuns({ ctx, id, attempt }: HeldDeferred): Promise<boolean> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql(
      `select id from deferred_answer
       where tenant_id = :tenant and id = $1 and attempts = $2 and state = 'running'`,
      [id, attempt],
    ),
  );
  return rows.length > 0;
}

/** The lease decides while the database is away. */
function ignored(): void {}
