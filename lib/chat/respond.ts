import { type AppError, isAppError } from '@/lib/errors';
import type { AnswerGuard } from '@/lib/guardrails/answer-guard';
import { accountOf } from '@/lib/llm/accounts/account-of';
import { countTokens } from '@/lib/llm/count-tokens';
import type { Scope } from '@/lib/scope/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import type { Assembled } from './assemble';
import { CitationList } from './cite';
import { asReserved, downgradedFrom } from './downgrade';
import { documentsOf, type Run } from './finish-answer';
import { generate } from './generate';
import { callRefusal, isUnavailable, standIns } from './model-refusal';
import { QUOTED_ONLY, quotePassages } from './quote-passages';
import type { AnswerEvent } from './schema';
import type { Turns } from './turns';

/** What is to be answered once the prompt is known. */
export interface Prompt {
  assembled: Assembled;
  question: string;
  policy: Policy;
  /** That was asked for, or the policy's. */
  model: Policy['models'][number];
  conversationId: string;
  deferrable: boolean;
  signal: AbortSignal;
  /** Holds one of the model, unless that is too busy. */
  turns: Turns;
  busy: AppError | undefined;
  guard: AnswerGuard;
  /** What the question is asked of, and whether somebody is there who can be asked about a tool's call. */
  scope: Scope | undefined;
  interactive: boolean;
}

/**
 * Reserve, generate, settle; and while nothing was said yet and the model turns out not to be available, what the
 * policy wants then: a cheaper model in its own queue and under a hold of its own, the passages alone, or the error.
 */
export async function* respond(
  ctx: TenantContext,
  prompt: Prompt,
  run: Run,
): AsyncGenerator<AnswerEvent> {
  const { policy, model, assembled } = prompt;
  run.passages = assembled.passages.map(({ passage }) => passage);
  const error = prompt.busy ?? (yield* byModel(ctx, prompt, model, run));
  if (!error) return;
  for (const other of standIns(policy, run.reservation?.model ?? model)) {
    if (await callRefusal(ctx, other)) continue;
    try {
      const busy = await run.trace.stage('queue', () => prompt.turns.take(other));
      if (!busy && !(yield* byModel(ctx, prompt, other, run))) return;
    } catch (failure) {
      // What keeps the stand-in from answering is not what the asker must hear about.
      throw isAppError(failure) && failure.code !== 'cancelled' && run.text === ''
        ? error
        : failure;
    }
  }
  if (policy.fallback !== 'retrieval_only' || assembled.passages.length === 0) throw error;
  yield* byPassages(prompt, run);
}

/** Returns the error of a model that is not available and said nothing; throws any other. */
async function* byModel(
  ctx: TenantContext,
  prompt: Prompt,
  model: Prompt['model'],
  run: Run,
): AsyncGenerator<AnswerEvent, AppError | undefined> {
  const { assembled, policy, signal, guard } = prompt;
  const refusal = await callRefusal(ctx, model);
  if (refusal && !isUnavailable(refusal)) throw refusal;
  if (refusal) return refusal;
  const { settled } = run.result;
  if (settled) run.earlier.push(settled);
  run.result = { outcome: undefined, settled: undefined };
  const { answerTokens, usefulAnswerTokens, downgradeLength } = policy;
  run.size = {
    inputTokens: assembled.inputTokenBound,
    outputTokens: downgradeLength ? Math.min(usefulAnswerTokens, answerTokens) : answerTokens,
  };
  const reservation = await run.trace.stage('reserve', () =>
    run.embedding.reserve(
      ctx,
      policy,
      {
        requestId: run.trace.requestId,
        callOrdinal: (run.deferred?.calls ?? 0) + run.calls,
        feature: run.feature,
        tags: run.tags,
        model,
        mayUseCheaper: true,
        deferrable: prompt.deferrable && model === prompt.model,
        inputTokenBound: assembled.inputTokenBound,
        countInput: async () =>
          countTokens(
            await accountOf(ctx, { account: ctx.placement.modelAccount }),
            assembled.call,
            ctx.tenantId,
          ),
        maxOutputTokens: policy.answerTokens,
        documents: documentsOf(run.passages),
        conversationId: prompt.conversationId,
      },
      prompt.deferrable || run.deferred !== undefined,
    ),
  );
  run.calls += 1;
  run.reservation = reservation;
  run.model = reservation.model;
  run.downgraded =
    model === prompt.model
      ? (downgradedFrom(model, reservation) ?? run.downgraded)
      : { from: prompt.model, model: reservation.model, because: { unavailable: 'model' } };
  yield { type: 'stage', stage: 'generate' };

  const citations = new CitationList(assembled.passages, run.citations?.list);
  run.citations = citations;
  const startMs = run.trace.elapsed();
  try {
    const call = asReserved(assembled.call, reservation);
    const onRetry = () => {
      run.trace.retries += 1;
    };
    const asked = { signal, retryUntil: prompt.turns.waitsUntil, onRetry };
    for await (const event of generate(ctx, reservation, call, asked, run.result, run.embedding)) {
      if (event.type === 'text') {
        run.trace.markFirstToken();
        const text = guard.push(event.text);
        run.text += text;
        if (text !== '') yield { type: 'text', text };
      } else if (event.type === 'citation') {
        if (citations.names(event.citation)) guard.rest();
        // A citation stands behind the words that it is of.
        const text = guard.flush();
        run.text += text;
        if (text !== '') yield { type: 'text', text };
        const citation = citations.add(event.citation, run.text.length);
        if (citation) yield { type: 'citation', citation };
      }
    }
    const text = guard.flush();
    run.text += text;
    if (text !== '') yield { type: 'text', text };
  } finally {
    run.text += guard.flush();
    run.trace.stages.push({ stage: 'generate', startMs, ms: run.trace.elapsed() - startMs });
  }
  const error = run.result.outcome?.error;
  if (error && (run.text !== '' || !isUnavailable(error))) throw error;
  // Another model begins anew.
  if (error) guard.forget();
  return error;
}

/** The passages themselves, cited, which takes no call and costs nothing. */
function* byPassages({ assembled, question, model }: Prompt, run: Run): Generator<AnswerEvent> {
  run.model = undefined;
  run.downgraded = { from: model, passagesOnly: true, because: { unavailable: 'model' } };
  const citations = new CitationList(assembled.passages);
  run.citations = citations;
  run.trace.markFirstToken();
  run.text = QUOTED_ONLY;
  yield { type: 'text', text: QUOTED_ONLY };
  for (const quote of quotePassages(assembled.passages, question)) {
    const text = `\n\n> ${quote.text}`;
    run.text += text;
    yield { type: 'text', text };
    const place = { searchResultIndex: quote.passage, startBlockIndex: quote.first };
    const cited = { ...place, endBlockIndex: quote.end, citedText: quote.text, source: '' };
    const citation = citations.add(cited, run.text.length);
    if (citation) yield { type: 'citation', citation };
  }
}
