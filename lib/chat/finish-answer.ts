import { tracePayload } from '@/lib/answer-trace/trace-payload';
import { recordAudit } from '@/lib/audit/record';
import type { CallSize } from '@/lib/budget/has-room';
import { holdProof } from '@/lib/budget/hold-proof';
import type { Reservation } from '@/lib/budget/reservation';
import type { Settled } from '@/lib/budget/settle';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { DeferredAttempt, Wait } from '@/lib/deferred/deferred-rows';
import { AppError, isAppError, toErrorBody } from '@/lib/errors';
import type { Passage } from '@/lib/retrieval/search';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import type { ToolCall } from '@/lib/tools/schema';
import { foldRefusal } from '@/lib/traffic/refusal-counts';
import type { CitationList } from './cite';
import { deferAnswer } from './defer-answer';
import { discardQuestion } from './discard-question';
import type { Generated } from './generate';
import type { QuestionEmbedding } from './question-embedding';
import { saveAnswer } from './save-exchange';
import type { AnswerEvent, Downgraded, PassageScore } from './schema';
import { tellBudgets } from './tell-budgets';
import { recordRequest, type Trace } from './trace';

/** What is known of one run of the pipeline, filled as its stages pass. */
export interface Run {
  trace: Trace;
  feature: string;
  tags?: Record<string, string>;
  conversationId?: string;
  /** The message that is answered; known as soon as the conversation is. */
  questionId?: string;
  policy?: Policy;
  /** Set when the question waited before. */
  deferred?: DeferredAttempt;
  /** What it is to wait for, instead of having failed. */
  wait?: Wait;
  /** That was asked for. */
  wanted?: string;
  /** That answers, or would have. */
  model?: string;
  downgraded?: Downgraded;
  /** A stored question is answered once more, which cannot wait. */
  again?: boolean;
  /** Of its next call: what is expected, and once the prompt is known the least that is useful. */
  size?: CallSize;
  text: string;
  /** All that retrieval found, best first; `passages` is what of it fitted into the prompt. */
  found?: Passage[];
  passages: Passage[];
  citations?: CitationList;
  reservation?: Reservation;
  result: Generated;
  /** Provider calls that were begun, and what those before the one of `result` took: of models that were not available. */
  calls: number;
  earlier: Settled[];
  /** What the question itself took. */
  embedding: QuestionEmbedding;
  /** Calls of tools, as they ended, and what the searches among them took. */
  toolCalls: ToolCall[];
  searches: QuestionEmbedding[];
  failure?: unknown;
}

const REFUSALS = new Set([
  'rate_limited',
  'concurrency_limited',
  'budget_exhausted',
  'model_not_allowed',
  'invalid_input',
  'too_large',
  'forbidden',
  'not_found',
]);

/**
 * Stores what came of the request, whatever came: the answer, its audit entry, the trace. Returns the last
 * event. With a hold, under the hold's proof: the person's own may have ended since.
 */
export async function finishAnswer(asker: TenantContext, run: Run): Promise<AnswerEvent> {
  if (run.wait && run.conversationId) {
    try {
      // What waits holds nothing: a hold would keep the queue from trying it again.
      await run.embedding.release();
      const waiting = await deferAnswer(asker, run, run.conversationId, run.wait);
      await tellBudgets(asker, asker, run);
      return waiting;
    } catch (error) {
      if (!isAppError(error)) throw error;
      run.failure = error;
    }
  }
  const ctx = run.reservation ? holdProof(run.reservation) : asker;
  const code =
    run.failure === undefined ? undefined : isAppError(run.failure) ? run.failure.code : 'internal';
  const stopped = code === 'cancelled';
  const error = (): AnswerEvent => ({
    type: 'error',
    error: toErrorBody(run.failure, run.trace.requestId).body,
    ...(discarded && { discarded }),
  });
  const discarded = await discardRefused(asker, run, code);
  // Nothing is stored or held of what was refused, and one before within this minute was recorded.
  const refused = isAppError(run.failure) ? run.failure : undefined;
  if (
    refused &&
    !run.conversationId &&
    !run.reservation &&
    foldRefusal(ctx, run.feature, refused)
  ) {
    const { feature, tags } = run;
    await run.embedding.finish(asker, { requestId: run.trace.requestId, feature, tags });
    return error();
  }
  const outcome =
    code === undefined ? 'ok' : stopped ? 'stopped' : REFUSALS.has(code) ? 'refused' : 'error';
  let messageId: string | undefined;
  try {
    await run.trace.stage('settle', async () => {
      const { feature, tags } = run;
      const { requestId } = run.trace;
      await run.embedding.finish(asker, { requestId, feature, tags });
      messageId = await store(ctx, run, code, stopped);
      await tellBudgets(ctx, asker, run);
    });
  } finally {
    await recordRequest(ctx, run.trace, {
      feature: run.feature,
      outcome,
      errorCode: code,
      model: run.model,
      passages: run.passages.length,
      downgraded: run.downgraded,
      scores: scoresOf(run),
    });
  }
  if (code !== undefined && !stopped) return error();
  if (!messageId) return { type: 'error', error: toErrorBody(conversationGone()).body };
  return {
    type: 'done',
    messageId,
    outcome: stopped ? 'stopped' : 'ok',
    model: run.model,
    ...usedBy(run),
    ...(run.downgraded && { downgraded: run.downgraded }),
  };
}

/** Of what was found, best first; without ids or words. */
function scoresOf({ found = [], passages }: Run): PassageScore[] {
  const given = new Set(passages.map(({ chunkId }) => chunkId));
  return found.map(({ chunkId, score, bm25, dense }) => ({
    ...{ score, bm25, dense },
    given: given.has(chunkId),
  }));
}

/** Tokens of the request's calls until now, and what they came to with everything around them, in nano-dollars of price. */
function usedBy(run: Run) {
  const settled = [...run.earlier, ...(run.result.settled ? [run.result.settled] : [])];
  return {
    inputTokens: settled.reduce((sum, { usage }) => sum + usage.inputTokens, 0),
    outputTokens: settled.reduce((sum, { usage }) => sum + usage.outputTokens, 0),
    priceNano: [...settled, run.embedding, ...run.searches]
      .reduce((sum, { price }) => sum + price, 0n)
      .toString(),
    latencyMs: run.trace.elapsed(),
  };
}

const NO_ROOM = new Set<string>(['budget_exhausted', 'rate_limited']);

/** Nothing stays of a question for which no budget has room, unless it had waited or a call was made for it. */
async function discardRefused(
  ctx: TenantContext,
  run: Run,
  code: string | undefined,
): Promise<true | undefined> {
  const { conversationId, trace } = run;
  if (!code || !NO_ROOM.has(code) || !conversationId || run.deferred || run.reservation) return;
  await discardQuestion(ctx, { conversationId, requestId: trace.requestId });
  run.conversationId = undefined;
  return true;
}

function conversationGone(): AppError {
  return new AppError('not_found', 'The conversation was deleted before its answer was complete.');
}

/** A request refused before its question was stored leaves an audit entry alone. */
async function store(
  ctx: TenantContext,
  run: Run,
  code: string | undefined,
  stopped: boolean,
): Promise<string | undefined> {
  const { requestId } = run.trace;
  if (!run.conversationId || !run.questionId) {
    await withTenantSql(ctx, (sql) =>
      recordAudit(ctx, sql, {
        action: 'answer.refuse',
        objectKind: 'answer',
        requestId,
        outcome: 'refused',
        detail: {
          error: code ?? null,
          limit: (isAppError(run.failure) && run.failure.limit?.name) || null,
        },
      }),
    );
    return undefined;
  }
  return saveAnswer(ctx, {
    conversationId: run.conversationId,
    questionId: run.questionId,
    requestId,
    text: run.text,
    state: code === undefined ? 'complete' : stopped ? 'stopped' : 'failed',
    errorCode: code,
    citations: run.citations?.list ?? [],
    documents: documentsOf(run.passages),
    evidence: { ...usedBy(run), passages: run.passages.map((passage) => passage.chunkId) },
    trace: tracePayload({
      found: run.found ?? [],
      given: run.passages,
      citations: run.citations?.list ?? [],
      tools: run.toolCalls,
    }),
    outcome: code === undefined || stopped ? 'ok' : 'error',
    model: run.model,
    downgraded: run.downgraded,
    deferred: run.deferred,
  });
}

export function documentsOf(passages: Passage[]): string[] {
  return [...new Set(passages.map((passage) => passage.documentId))];
}
