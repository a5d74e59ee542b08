import { answer } from '@/lib/chat/answer';
import { decidedAnswer } from '@/lib/chat/decided-answer';
import type { AnswerEvent } from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { AppError, type ErrorBody, toErrorBody } from '@/lib/errors';
import { isAdmissionRefusal } from '@/lib/traffic/admission-refusal';
import { openStream } from '@/lib/traffic/open-stream';
import { earlyRefusal } from '@/lib/traffic/refusals';
import type { ApiCall } from '../api-route';
import { boundedTags } from '../bounded-tags';
import { costTags } from '../cost-tags';
import { countAttempt } from '../count-attempt';
import { answerOnce, idempotencyKey, sendStored } from '../idempotency/answer-once';
import type { StoredAnswer } from '../idempotency/stored-answers';
import { receiveJson } from '../receive-body';
import { type Answer, answerBodySchema } from './schema';
import { sendEvents } from './send-events';
import { acceptedAnswer } from './waiting-answer';

const FEATURE = 'answers';

/** `POST /v1/answers`: a question to the workspace's documents, by the one pipeline. */
export async function createAnswer(call: ApiCall): Promise<void> {
  const { ctx } = call;
  let counted = false;
  const count = () => {
    counted = true;
  };
  try {
    await answerCounted(call, count);
  } catch (error) {
    // What is refused before the pipeline counted it, unless for its rate, is a request all the same.
    if (!counted && !isAdmissionRefusal(error) && !earlyRefusal(ctx))
      await countAttempt(ctx, FEATURE);
    throw error;
  }
}

async function answerCounted(call: ApiCall, count: () => void): Promise<void> {
  const { ctx, request, response, signal } = call;
  const given = await receiveJson(ctx, request);
  const { stream, ...question } = parseInput(answerBodySchema, given);
  const onAdmitted = (headers: Record<string, string>) => {
    count();
    if (response.headersSent) return;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  };
  const ask = () => {
    const tags = boundedTags(ctx, costTags(request));
    return answer(ctx, question, { signal, feature: FEATURE, tags, onAdmitted });
  };
  const replaying = () => {
    count();
    return countAttempt(ctx, FEATURE);
  };
  if (!stream)
    return answerOnce(call, JSON.stringify(given), () => whole(ask(), signal), replaying);
  if (idempotencyKey(call) !== undefined)
    throw new AppError('invalid_input', 'An answer that is streamed cannot be given again.');
  const close = await openStream(ctx);
  try {
    // What is refused or waits is answered with its status, whatever else was asked for.
    const decided = await decidedAnswer(ask());
    if (decided.kind === 'refused') throw asError(decided.error);
    if (decided.kind === 'deferred') sendStored(response, acceptedAnswer(decided.deferred));
    else await sendEvents(call, decided.events);
  } finally {
    close();
  }
}

/** Throws the refusal or failure, and of an answer that was stopped why: a part of one is none. */
async function whole(
  events: AsyncIterable<AnswerEvent>,
  signal: AbortSignal,
): Promise<StoredAnswer> {
  const body: Answer = {
    requestId: '',
    conversationId: '',
    answer: '',
    citations: [],
    model: null,
    inputTokens: 0,
    outputTokens: 0,
    priceNano: '0',
  };
  let failure: ErrorBody | undefined;
  let deferred: DeferredView | undefined;
  for await (const event of events) {
    switch (event.type) {
      case 'started':
        body.requestId = event.requestId;
        body.conversationId = event.conversationId;
        break;
      case 'text':
        body.answer += event.text;
        break;
      case 'citation':
        body.citations.push(event.citation);
        break;
      case 'done':
        body.model = event.model ?? null;
        body.inputTokens = event.inputTokens;
        body.outputTokens = event.outputTokens;
        body.priceNano = event.priceNano;
        if (event.downgraded) body.downgraded = event.downgraded;
        if (event.outcome === 'stopped')
          failure = toErrorBody(signal.reason ?? stopped(), body.requestId).body;
        break;
      case 'deferred':
        deferred = event.deferred;
        break;
      case 'error':
        failure = event.error;
        break;
      default:
    }
  }
  if (failure) throw asError(failure);
  return deferred ? acceptedAnswer(deferred) : { status: 200, headers: {}, body };
}

function stopped(): AppError {
  return new AppError('cancelled', 'The answer was stopped.');
}

function asError({ code, message, ...detail }: ErrorBody): AppError {
  return new AppError(code, message, detail);
}
