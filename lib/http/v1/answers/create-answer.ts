import { answer } from '@/lib/chat/answer';
import { decidedAnswer } from '@/lib/chat/decided-answer';
import type { AnswerEvent } from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { AppError, type ErrorBody } from '@/lib/errors';
import type { ApiCall } from '../api-route';
import { answerOnce, idempotencyKey } from '../idempotency/answer-once';
import type { StoredAnswer } from '../idempotency/stored-answers';
import { receiveJson } from '../receive-body';
import { type Answer, answerBodySchema, type Waiting } from './schema';
import { sendEvents } from './send-events';

const FEATURE = 'answers';

/** `POST /v1/answers`: a question to the workspace's documents, by the one pipeline. */
export async function createAnswer(call: ApiCall): Promise<void> {
  const { ctx, request, signal } = call;
  const given = await receiveJson(ctx, request);
  const { stream, ...question } = parseInput(answerBodySchema, given);
  const ask = () => answer(ctx, question, { signal, feature: FEATURE });
  if (!stream)
    return answerOnce(call, JSON.stringify(given), async () => {
      const events = ask();
      const decided = question.deferrable ? await decidedAnswer(events) : events;
      return 'type' in decided ? waits(decided.deferred) : whole(decided);
    });
  if (idempotencyKey(call) !== undefined)
    throw new AppError('invalid_input', 'An answer that is streamed cannot be given again.');
  const events = ask();
  const decided = question.deferrable ? await decidedAnswer(events) : events;
  if (!('type' in decided)) return sendEvents(call, decided);
  const { status, headers, body } = waits(decided.deferred);
  call.response.writeHead(status, { ...headers, 'content-type': 'application/json' });
  call.response.end(JSON.stringify(body));
}

async function whole(events: AsyncIterable<AnswerEvent>): Promise<StoredAnswer> {
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
        break;
      case 'error':
        failure = event.error;
        break;
      default:
    }
  }
  if (failure) throw asError(failure);
  return { status: 200, headers: {}, body };
}

function asError({ code, message, ...detail }: ErrorBody): AppError {
  return new AppError(code, message, detail);
}

function waits(deferred: DeferredView): StoredAnswer {
  const body = waitingOf(deferred);
  return { status: 202, headers: { location: body.statusUrl }, body };
}

/** With the addresses that a key can ask. */
export function waitingOf(deferred: DeferredView): Waiting {
  const { seen, cancelUrl, because, ...rest } = deferred;
  return {
    ...rest,
    statusUrl: `/v1/answers/${deferred.id}`,
    answerUrl: `/v1/conversations/${deferred.conversationId}`,
  };
}
