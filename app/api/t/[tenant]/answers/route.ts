import { answer } from '@/lib/chat/answer';
import { decidedAnswer } from '@/lib/chat/decided-answer';
import { answerRequestSchema, CONVERSATION_HEADER } from '@/lib/chat/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { eventStream } from '@/lib/http/event-stream';
import { errorResponse, withTenantRoute } from '@/lib/http/route-context';

/**
 * Body: an `AnswerRequest`. Answers with `AnswerEvent`s over SSE as soon as the model is asked; closing the connection
 * stops the model. What is refused before gets an `ErrorBody` with its status: 402 for money, 429 with Retry-After for
 * rates, 503 while a store is away; a header names the conversation in which the question stands, if it was stored. With
 * `deferrable` a question for which no budget has room is answered later: 202 with its `DeferredView`, whose address is
 * in `Location`.
 */
export const POST = withTenantRoute(async (request, { ctx, ended }) => {
  const body = parseInput(answerRequestSchema, await request.json().catch(() => undefined));
  const stop = new AbortController();
  request.signal.addEventListener('abort', () => stop.abort(), { once: true });
  const decided = await decidedAnswer(answer(ctx, body, { signal: stop.signal }));
  if (decided.kind === 'answered')
    return eventStream(decided.events, { onDisconnect: () => stop.abort(), ended });
  if (decided.kind === 'deferred') {
    const { deferred } = decided;
    return Response.json(deferred, { status: 202, headers: { location: deferred.statusUrl } });
  }
  const response = errorResponse(decided.error);
  if (decided.conversationId) response.headers.set(CONVERSATION_HEADER, decided.conversationId);
  return response;
});
