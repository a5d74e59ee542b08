import { expectedCall } from '@/lib/budget/estimate';
import { holdProof } from '@/lib/budget/hold-proof';
import type { Reservation } from '@/lib/budget/reservation';
import { reserve, subjectOf } from '@/lib/budget/reserve';
import { tellSoon } from '@/lib/budget/tell-soon';
import { downgradedFrom } from '@/lib/chat/downgrade';
import { assertAnswerable } from '@/lib/chat/model-refusal';
import { Trace } from '@/lib/chat/trace';
import { now } from '@/lib/clock';
import { AppError, type ErrorCode, isAppError } from '@/lib/errors';
import { accountOf } from '@/lib/llm/accounts/account-of';
import type { ModelOutcome } from '@/lib/llm/model-event';
import { findModel } from '@/lib/llm/models';
import { passThrough } from '@/lib/llm/pass-through';
import { countPassed } from '@/lib/llm/passing/count-passed';
import type { PolicyInForce } from '@/lib/tenancy/contained-policy';
import type { TenantContext } from '@/lib/tenancy/context';
import { assertModelOn, assertTakesWork } from '@/lib/tenancy/held-back';
import { policyOf } from '@/lib/tenancy/policy';
import { policyAt } from '@/lib/tenancy/policy-at';
import type { Policy } from '@/lib/tenancy/schema';
import { admit } from '@/lib/traffic/admit';
import { openStream } from '@/lib/traffic/open-stream';
import { countRefusal } from '@/lib/traffic/refusal-counts';
import { takeTurn } from '@/lib/traffic/take-turn';
import type { ApiCall } from '../api-route';
import { boundedTags } from '../bounded-tags';
import { costTags } from '../cost-tags';
import { HeldCall } from './held-call';
import { inputBound } from './input-bound';
import { MessageAnswer } from './message-answer';
import { passedHeaders, readRequest } from './read-request';
import { BYTES_PER_TOKEN, expectedInput, receiveMessage } from './receive-message';
import { recordMessage, recordOf } from './record-message';
import { type MessageRequest, messageRequestSchema } from './schema';

export const FEATURE = 'messages';

/** A message as it was asked for, with what is known of what it can spend. */
interface Asked {
  policy: Policy;
  message: MessageRequest;
  /** As it was sent, its members in the same order; written anew, so that what was checked is what the provider reads. */
  raw: Record<string, unknown>;
  body: Buffer;
  headers: Record<string, string>;
  bound: ReturnType<typeof inputBound>;
  mayDowngrade: boolean;
  tags: Record<string, string>;
}

/**
 * `POST /v1/messages`: the same stages as a question of the portal, without retrieval. What the caller wrote goes to the
 * provider as it is; nothing is made cheaper or shorter unless the key allows that.
 */
export async function createMessage(call: ApiCall): Promise<void> {
  const trace = new Trace(call.requestId);
  const { ctx, signal } = call;
  const ends: ((tokens: number | undefined) => void)[] = [];
  let asked: Asked | undefined;
  let held: HeldCall | undefined;
  let outcome: ModelOutcome | undefined;
  let failure: unknown;
  let recorded = false;
  try {
    const policy = await policyOf(ctx);
    assertTakesWork(policy);
    // Before the body is read, so that whatever is in it counts as a request and cannot be sent without end.
    const admission = await trace.stage('admit', async () =>
      admit(ctx, policyAt(policy, now()), { tokens: await expectedOf(call, policy) }),
    );
    ends.push((tokens) => admission.release(tokens));
    const read = await readAsked(call, policy);
    asked = read;
    const { message, bound } = read;
    // Nothing stands in for the model here.
    await assertAnswerable(ctx, { ...policy, fallback: 'error' }, message.model);
    // Before it has a turn, which nobody holds while something else is asked.
    await assertInContext(ctx, read);
    const estimate = await estimateOf(ctx, read);
    if (message.stream) ends.push(await openStream(ctx));
    const turn = await trace.stage('queue', () =>
      takeTurn(ctx, policy, { model: message.model, tokens: estimate }, signal),
    );
    ends.push((tokens) => turn.end(tokens ?? estimate));
    const reservation = await trace.stage('reserve', () => hold(ctx, read, call.requestId));
    held = new HeldCall(reservation, hidesThoughts(message));
    const kept = held;
    const streamed = message.stream ?? false;
    const startMs = trace.elapsed();
    const generated = () => {
      trace.stages.push({ stage: 'generate', startMs, ms: trace.elapsed() - startMs });
    };
    const answer = new MessageAnswer(call, trace, {
      headers: { ...admission.headers, ...downgradeHeader(message.model, reservation) },
      streamed,
      settled: async (ended) => {
        recorded = true;
        generated();
        const downgraded = downgradedFrom(message.model, reservation);
        const told = { held: kept, trace, outcome: ended, error: undefined, downgraded, streamed };
        await kept.settle(ended, recordOf(told));
        for (const end of ends.splice(0).reverse()) end(kept.tokens);
      },
    });
    outcome = await passThrough(
      reservation,
      {
        model: reservation.model,
        maxTokens: Math.min(message.max_tokens, reservation.maxOutputTokens),
        inputTokenBound: bound.tokens,
        streamed,
        hourCache: bound.hourCache,
        body: bodyFor(read, reservation),
        headers: read.headers,
      },
      { signal, account: await accountOf(ctx, reservation) },
      answer,
    );
    if (!recorded) generated();
    failure = outcome.error;
    if (outcome.error) answer.fail(outcome.error);
  } catch (error) {
    if (!held) noteRefusal(ctx, error);
    failure = error;
    throw error;
  } finally {
    // A message that broke off says nothing of what it took.
    const streamed = asked?.message.stream ?? false;
    const known = streamed || outcome?.status !== 'incomplete' ? outcome : undefined;
    try {
      await held?.settle(known);
    } finally {
      // Also when it could not be settled: whoever keeps a slot for that keeps it until the process ends.
      for (const end of ends.reverse()) end(held ? held.tokens : 0);
    }
    if (asked) tellUse(ctx, asked, held, failure);
    if (held && asked && !recorded)
      await recordMessage({
        held,
        trace,
        outcome,
        error: failure === undefined ? undefined : codeOf(failure),
        downgraded: downgradedFrom(asked.message.model, held.reservation),
        streamed,
      });
  }
}

async function readAsked({ ctx, request }: ApiCall, policy: PolicyInForce): Promise<Asked> {
  const headers = passedHeaders(request.headers);
  const tags = boundedTags(ctx, costTags(request));
  const raw = await receiveMessage(ctx, request, policy);
  const message = readRequest(messageRequestSchema, raw);
  const mayDowngrade = ctx.key?.mayDowngrade ?? false;
  assertAllowed(policy, message, mayDowngrade);
  const body = Buffer.from(JSON.stringify(raw));
  const bound = inputBound(message, body.length);
  return { policy, message, raw, body, headers, bound, mayDowngrade, tags };
}

export function assertModelAllowed(policy: PolicyInForce, model: string): void {
  if (!findModel(model)) throw new AppError('not_found', `model: ${model}`);
  assertModelOn(policy, { wanted: model });
  if (!policy.models.some((allowed) => allowed === model))
    throw new AppError('model_not_allowed', `Your plan does not include the model ${model}.`);
}

function assertAllowed(
  policy: PolicyInForce,
  message: MessageRequest,
  mayDowngrade: boolean,
): void {
  assertModelAllowed(policy, message.model);
  if (message.max_tokens > policy.answerTokens && !mayDowngrade)
    throw new AppError(
      'invalid_input',
      `max_tokens: ${message.max_tokens} > ${policy.answerTokens}, the most that your plan allows.`,
    );
}

/** Of input and output in tokens, for limits, before anything is read. */
async function expectedOf({ ctx, request }: ApiCall, policy: Policy): Promise<number> {
  const input = expectedInput(request, policy);
  const [model] = policy.models;
  if (model === undefined) return input;
  const expected = await expectedCall(ctx, { model, feature: FEATURE });
  return input + Math.min(policy.answerTokens, expected.outputTokens);
}

/** Of input and output in tokens, for the queue; never for a hold. */
async function estimateOf(ctx: TenantContext, { message, bound }: Asked): Promise<number> {
  const expected = await expectedCall(ctx, { model: message.model, feature: FEATURE });
  return (
    Math.ceil(bound.tokens / BYTES_PER_TOKEN) + Math.min(message.max_tokens, expected.outputTokens)
  );
}

async function assertInContext(ctx: TenantContext, asked: Asked): Promise<void> {
  const { bound, policy } = asked;
  if (bound.tokens <= policy.contextTokens) return;
  const tokens = await countInput(ctx, asked);
  if (tokens > policy.contextTokens)
    throw new AppError(
      'invalid_input',
      `prompt is too long: ${tokens} tokens > ${policy.contextTokens} maximum of your plan`,
    );
}

async function countInput(ctx: TenantContext, { raw, headers, message }: Asked): Promise<number> {
  const { max_tokens, stream, stop_sequences, temperature, top_p, top_k, metadata, ...rest } = raw;
  const { service_tier, speed, inference_geo, container, diagnostics, ...counted } = rest;
  const account = await accountOf(ctx, { account: ctx.placement.modelAccount });
  const facts = { tenantId: ctx.tenantId, model: message.model };
  return countPassed(account, facts, Buffer.from(JSON.stringify(counted)), headers);
}

function hold(ctx: TenantContext, asked: Asked, requestId: string): Promise<Reservation> {
  const { message, policy, bound, mayDowngrade } = asked;
  // Nothing is made cheaper or shorter than asked for, whatever the policy allows, unless the key does.
  const strict = mayDowngrade
    ? policy
    : { ...policy, downgradeModel: false, downgradeLength: false };
  return reserve(ctx, strict, {
    requestId,
    callOrdinal: 0,
    feature: FEATURE,
    model: message.model,
    mayUseCheaper: mayDowngrade,
    inputTokenBound: bound.tokens,
    countInput: () => countInput(ctx, asked),
    caches: bound.caches,
    maxOutputTokens: Math.min(message.max_tokens, policy.answerTokens),
    documents: [],
    tags: asked.tags,
  });
}

/** Of the budgets that it used, or that refused it. */
function tellUse(
  ctx: TenantContext,
  { policy, message }: Asked,
  held: HeldCall | undefined,
  failure: unknown,
): void {
  const model = held?.reservation.model ?? message.model;
  const use = { policy, subject: subjectOf(ctx), call: { model, feature: FEATURE } };
  // The key may have ended since.
  tellSoon(held ? holdProof(held.reservation) : ctx, use, failure);
}

function bodyFor({ raw, body, message }: Asked, reservation: Reservation): Buffer {
  const { model, maxOutputTokens } = reservation;
  if (model === message.model && maxOutputTokens >= message.max_tokens) return body;
  return Buffer.from(JSON.stringify({ ...raw, model, max_tokens: maxOutputTokens }));
}

function downgradeHeader(wanted: string, reservation: Reservation): Record<string, string> {
  const { model, maxOutputTokens, downgrade } = reservation;
  if (!downgrade) return {};
  const { scope, period, unit } = downgrade.because;
  return {
    'tenantry-downgraded': `from=${wanted};model=${model};max_tokens=${maxOutputTokens};because=${scope}/${period}/${unit}`,
  };
}

/** Whether what the model thinks, which is paid for, is not all in the answer. */
function hidesThoughts({ thinking }: MessageRequest): boolean {
  return thinking !== undefined && thinking.type !== 'disabled';
}

function noteRefusal(ctx: TenantContext, error: unknown): void {
  if (isAppError(error) && error.status < 500 && error.code !== 'cancelled')
    countRefusal(ctx, FEATURE, error);
}

function codeOf(failure: unknown): ErrorCode {
  return isAppError(failure) ? failure.code : 'internal';
}
