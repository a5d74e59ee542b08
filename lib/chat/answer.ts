import { assertBudgetLeft } from '@/lib/budget/assert-budget-left';
import { expectedCall } from '@/lib/budget/estimate';
import { BudgetWait } from '@/lib/budget/reserve';
import { now } from '@/lib/clock';
import type { DeferredAttempt } from '@/lib/deferred/deferred-rows';
import { AppError, isAppError, toErrorBody } from '@/lib/errors';
import { flagOn } from '@/lib/flags/flag-on';
import { AnswerGuard } from '@/lib/guardrails/answer-guard';
import { blockedAnswer, blockedTopic } from '@/lib/guardrails/blocked-topic';
import { openWork } from '@/lib/lifecycle/open-work';
import { log } from '@/lib/log';
import { readPersona } from '@/lib/persona/persona';
import { type Passage, questionTokenBound, search } from '@/lib/retrieval/search';
import { holdsDocuments } from '@/lib/scope/holds-documents';
import { type Scope, scopeOf } from '@/lib/scope/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { assertModelOn, assertTakesWork } from '@/lib/tenancy/held-back';
import { policyOf } from '@/lib/tenancy/policy';
import { policyAt } from '@/lib/tenancy/policy-at';
import { authorize } from '@/lib/tenancy/roles';
import type { Policy } from '@/lib/tenancy/schema';
import { ownModels } from '@/lib/tools/own-models';
import { toolsFor } from '@/lib/tools/tools-for';
import { admit } from '@/lib/traffic/admit';
import { assemble } from './assemble';
import { waitOf } from './defer-answer';
import { finishAnswer, type Run } from './finish-answer';
import { withOffers } from './limit-offers';
import { assertAnswerable } from './model-refusal';
import { openQuestion } from './open-question';
import { pairedTurns } from './paired-turns';
import { QuestionEmbedding } from './question-embedding';
import { type AnswerEvent, type AnswerRequest, answerRequestSchema } from './schema';
import { EMPTY_SCOPE_ANSWER, NOTHING_FOUND_ANSWER, NOTHING_IN_SCOPE_ANSWER } from './system-prompt';
import { answerInSteps } from './tool-steps';
import { Trace } from './trace';
import { Turns } from './turns';

export interface AnswerOptions {
  /** Aborting stops the answer; what came so far is kept and charged. */
  signal: AbortSignal;
  /** What the ledger books it under. */
  feature?: string;
  /** What the caller wants to find it under there. */
  tags?: Record<string, string>;
  /** The question waited in the queue: it stands in its conversation, and keeps the id of its request. */
  deferred?: DeferredAttempt;
  /** Whether somebody follows it who can be asked before a tool changes something. */
  interactive?: boolean;
  /** Called with the headers that say what is left of the rates, before the first event. */
  onAdmitted?: (headers: Record<string, string>) => void;
}

const PASSAGES = 8;

/**
 * The one pipeline: admit, queue, retrieve, assemble, reserve, generate, settle. Yields the answer as it
 * comes; an expected failure is the last event, never thrown. Read it to the end, also after an abort. It stops
 * by itself when the workspace, the membership or the session ends, as if somebody had stopped it.
 */
export async function* answer(
  ctx: TenantContext,
  request: AnswerRequest,
  options: AnswerOptions,
): AsyncGenerator<AnswerEvent> {
  const run: Run = {
    trace: new Trace(options.deferred?.requestId),
    feature: options.feature ?? 'chat',
    tags: options.tags,
    deferred: options.deferred,
    conversationId: options.deferred?.conversationId,
    questionId: options.deferred?.questionId,
    text: '',
    passages: [],
    result: { outcome: undefined, settled: undefined },
    calls: 0,
    earlier: [],
    embedding: new QuestionEmbedding(options.deferred?.calls),
    toolCalls: [],
    searches: [],
  };
  const ends: (() => void)[] = [];
  const work = openWork(ctx);
  const signal = AbortSignal.any([options.signal, work.signal]);
  try {
    yield* stages(ctx, request, { ...options, signal }, run, ends);
  } catch (error) {
    const failure = signal.aborted ? new AppError('cancelled', 'The answer was stopped.') : error;
    run.wait = waitOf(run, failure);
    const refusal = failure instanceof BudgetWait ? failure.refusal : failure;
    run.failure =
      run.wait || !options.interactive
        ? refusal
        : await withOffers(ctx, run, refusal).catch(() => refusal);
    if (!isAppError(run.failure))
      log.error(
        { requestId: run.trace.requestId, tenant: ctx.tenantId, err: error },
        'an answer failed',
      );
  } finally {
    for (const end of ends.reverse()) end();
    const last = await finishAnswer(ctx, run).catch((error): AnswerEvent => {
      const facts = { requestId: run.trace.requestId, tenant: ctx.tenantId };
      // Ended before anything was held: its context stores nothing more, and there is nothing to charge.
      const ended = work.signal.aborted && !run.reservation;
      if (ended) log.warn(facts, 'an answer ended with its workspace, membership or session');
      else log.error({ ...facts, err: error }, 'an answer could not be stored');
      const failure = ended ? work.signal.reason : error;
      return { type: 'error', error: toErrorBody(failure, run.trace.requestId).body };
    });
    work.close();
    yield last;
  }
}

async function* stages(
  ctx: TenantContext,
  request: AnswerRequest,
  options: AnswerOptions,
  run: Run,
  ends: (() => void)[],
): AsyncGenerator<AnswerEvent> {
  const { trace } = run;
  const { signal } = options;
  authorize(ctx, 'chat:ask');
  const asked = parse(request);
  const { question, model: wanted, questionId } = asked;
  const deferrable =
    asked.deferrable &&
    !questionId &&
    (options.deferred !== undefined || (await flagOn(ctx, 'deferred_questions')));
  const [granted, persona] = await Promise.all([policyOf(ctx), readPersona(ctx)]);
  // A question that waited began before.
  if (!options.deferred) assertTakesWork(granted);
  assertModelOn(granted, { wanted, chosen: persona.setup.models });
  const policy = { ...granted, models: ownModels(granted.models, persona.setup.models) };
  const model = allowedModel(policy, wanted);
  run.policy = policy;
  run.model = model;
  run.wanted = wanted;
  run.again = questionId !== undefined;

  const expected = await expectedCall(ctx, { model, feature: run.feature });
  run.size = expected;
  const estimate = Math.min(policy.contextTokens, expected.inputTokens + expected.outputTokens);
  const used = () => {
    const { settled } = run.result;
    if (!settled) return run.reservation ? undefined : 0;
    return [...run.earlier, settled].reduce((sum, { usage }) => sum + tokensOf(usage), 0);
  };
  await trace.stage('admit', async () => {
    await assertAnswerable(ctx, policy, model);
    const models = policy.downgradeModel ? [model, ...policy.models] : [model];
    // What can wait learns at its reservation what it waits for.
    if (!deferrable) await assertBudgetLeft(ctx, policy, { models, feature: run.feature });
    const admission = await admit(ctx, policyAt(policy, now()), { tokens: estimate });
    ends.push(() => admission.release(used()));
    options.onAdmitted?.(admission.headers);
  });
  const { stored, history } = await openQuestion(ctx, asked, trace.requestId, run.deferred);
  run.conversationId = stored.id;
  run.questionId = stored.questionId;
  // A question that waited, or is answered once more, is asked of what it was asked of.
  const scope = stored.scope && scopeOf(stored.scope);
  yield {
    type: 'started',
    requestId: trace.requestId,
    conversationId: stored.id,
    title: stored.title,
    questionId: stored.questionId,
    parentId: stored.parentId,
    ...(stored.scope && { scope: stored.scope }),
  };

  yield { type: 'stage', stage: 'queue' };
  const turns = new Turns(ctx, policy, estimate, signal);
  ends.push(() => turns.end(used() || undefined));
  const busy = await trace.stage('queue', () => turns.take(model));

  yield { type: 'stage', stage: 'retrieve' };
  const topic = blockedTopic(persona.rules, question);
  if (topic !== undefined) {
    yield* withoutModel(run, blockedAnswer(topic));
    return;
  }
  const found = await trace.stage('retrieve', () =>
    retrieve(ctx, { question, history, scope, deferrable: deferrable ?? false }, run),
  );
  run.found = found;
  signal.throwIfAborted();
  const interactive = options.interactive ?? false;
  const tools = await toolsFor(ctx, policy, persona.setup, interactive);
  const goesOn = history.length > 0 && !persona.rules.sourcesOnly;
  const nothing =
    found.length === 0 ? await nothingFound(ctx, scope, goesOn || tools.length > 0) : undefined;
  if (nothing) {
    yield* withoutModel(run, nothing);
    return;
  }

  const guard = new AnswerGuard(persona.rules);
  const assembled = await trace.stage('assemble', async () =>
    assemble(ctx, policy, {
      model,
      question,
      // What was said before is no source where only sources may answer.
      history: found.length === 0 && !goesOn ? [] : pairedTurns(history),
      found,
      persona: persona.text,
      sourcesOnly: persona.rules.sourcesOnly,
      hide: guard.hide,
      tools,
      mustCall: found.length === 0 && !goesOn,
    }),
  );
  yield* answerInSteps(
    ctx,
    {
      assembled,
      question,
      policy,
      model,
      conversationId: stored.id,
      deferrable: deferrable ?? false,
      signal,
      turns,
      busy,
      guard,
      scope,
      interactive,
    },
    run,
  );
  // What stood on no source was held back.
  if (run.text === '' && persona.rules.sourcesOnly) yield* say(run, nothingWords(scope));
}

/** An answer that no model wrote. */
function* withoutModel(run: Run, text: string): Generator<AnswerEvent> {
  run.model = undefined;
  yield* say(run, text);
}

function* say(run: Run, text: string): Generator<AnswerEvent> {
  run.text = text;
  run.trace.markFirstToken();
  yield { type: 'text', text };
}

function parse(request: AnswerRequest): AnswerRequest {
  const parsed = answerRequestSchema.safeParse(request);
  if (!parsed.success)
    throw new AppError(
      'invalid_input',
      parsed.error.issues[0]?.message ?? 'The question is not valid.',
    );
  return parsed.data;
}

function allowedModel(policy: Policy, wanted: AnswerRequest['model']): Policy['models'][number] {
  const [standard] = policy.models;
  if (!standard) throw new Error('A policy names at least one model.');
  if (wanted && !policy.models.includes(wanted))
    throw new AppError('model_not_allowed', 'Your plan does not include this model.');
  return wanted ?? standard;
}

function tokensOf({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }) {
  return inputTokens + outputTokens;
}

/** A short follow-up ("and the second one?") is looked up together with the question before it. */
const FOLLOW_UP_WORDS = 6;

async function retrieve(
  ctx: TenantContext,
  asked: {
    question: string;
    history: { author: string; text: string }[];
    scope: Scope | undefined;
    deferrable: boolean;
  },
  run: Run,
): Promise<Passage[]> {
  const { question, history, scope, deferrable } = asked;
  const before = history.findLast((turn) => turn.author === 'user');
  const short = question.split(/\s+/).length <= FOLLOW_UP_WORDS;
  const wanted = short && before ? `${before.text} ${question}` : question;
  const { feature, tags, conversationId, trace } = run;
  await run.embedding.reserveFirst(
    ctx,
    { requestId: trace.requestId, feature, tags, conversationId, documents: [], deferrable },
    questionTokenBound(wanted),
  );
  return search(ctx, wanted, {
    limit: PASSAGES,
    ...(scope && ('folderId' in scope ? { folderIds: [scope.folderId] } : scope)),
    onTokens: (tokens) => {
      run.embedding.tokens += tokens;
    },
  });
}

/** What is said without asking a model; undefined where the conversation so far may answer. */
async function nothingFound(
  ctx: TenantContext,
  scope: Scope | undefined,
  goesOn: boolean,
): Promise<string | undefined> {
  if (scope && !(await holdsDocuments(ctx, scope))) return EMPTY_SCOPE_ANSWER;
  if (goesOn) return undefined;
  return nothingWords(scope);
}

function nothingWords(scope: Scope | undefined): string {
  return scope ? NOTHING_IN_SCOPE_ANSWER : NOTHING_FOUND_ANSWER;
}
