import { answer } from '@/lib/chat/answer';
import { type Decided, decidedAnswer } from '@/lib/chat/decided-answer';
import { answerRequestSchema, CONVERSATION_HEADER } from '@/lib/chat/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { type EventStreamOptions, eventStream } from '@/lib/http/event-stream';
import { errorResponse, withTenantRoute } from '@/lib/http/route-context';
import { openStream } from '@/lib/traffic/open-stream';
import { countRefusal } from '@/lib/traffic/refusal-counts';
import { earlyRefusal } from '@/lib/traffic/refusals';

/**
 * Body: an `AnswerRequest`. Answers with `AnswerEvent`s over SSE as soon as the model is asked, and the RateLimit headers;
 * closing the connection stops the model. What is refused before gets an `ErrorBody` with its status: 402 for money, 429
 * with Retry-After for rates, 503 while a store is away; a header names the conversation in which the question stands, if
 * it was stored. With `deferrable` a question for which no budget has room is answered later: 202 with its
 * `DeferredView`, whose address is in `Location`. A repeat of a refused request is refused before its body is read.
 */
export const POST = withTenantRoute(async (request, { ctx, ended }) => {
  const refusal = earlyRefusal(ctx);
  if (refusal) {
    countRefusal(ctx, 'chat', refusal.code);
    throw refusal;
  }
  const body = parseInput(answerRequestSchema, await request.json().catch(() => undefined));
  const stop = new AbortController();
  request.signal.addEventListener('abort', () => stop.abort(), { once: true });
  const rates: Record<string, string> = {};
  const onAdmitted = (headers: Record<string, string>) => Object.assign(rates, headers);
  const close = await openStream(ctx);
  const decided = await decidedAnswer(
    closing(answer(ctx, body, { signal: stop.signal, onAdmitted }), close),
  );
  const response = responseOf(decided, { onDisconnect: () => stop.abort(), ended });
  for (const [name, value] of Object.entries(rates)) response.headers.set(name, value);
  return response;
});

function responseOf(decided: Decided, stream: EventStreamOptions): Response {
  if (decided.kind === 'answered') return eventStream(decided.events, stream);
  if (decided.kind === 'deferred')
    return Response.json(decided.deferred, {
      status: 202,
      headers: { location: decided.deferred.statusUrl },
    });
  const response = errorResponse(decided.error);
  if (decided.conversationId) response.headers.set(CONVERSATION_HEADER, decided.conversationId);
  return response;
}

async function* closing<T>(events: AsyncIterable<T>, close: () => void): AsyncGenerator<T> {
  try {
    yield* events;
  } finally {
    close();
  }
}
