import { type Decided, decidedAnswer } from '@/lib/chat/decided-answer';
import { followRunning } from '@/lib/chat/running/follow-running';
import { startRunning } from '@/lib/chat/running/start-running';
import { CONVERSATION_HEADER, type PlacedEvent, runAnswerSchema } from '@/lib/chat/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { closing } from '@/lib/http/closing';
import { type EventStreamOptions, eventStream } from '@/lib/http/event-stream';
import { keepInFlight } from '@/lib/http/in-flight';
import { errorResponse, withContentRoute } from '@/lib/http/route-context';
import { countRefused } from '@/lib/http/v1/count-attempt';
import { newId } from '@/lib/ids';
import { openStream } from '@/lib/traffic/open-stream';
import { countRefusal } from '@/lib/traffic/refusal-counts';
import { pacedRefusal } from '@/lib/traffic/refusals';

/**
 * Body: a `RunAnswerRequest`. Answers with `PlacedEvent`s over SSE as soon as the model is asked, and the RateLimit headers;
 * closing the connection ends the reading, not the answer, which can be followed under its `streamId`: asked again
 * under the same one it is not begun again. What is refused before gets an `ErrorBody` with its status: 402 for money, 429
 * with Retry-After for rates, 503 while a store is away; a header names the conversation in which the question stands, if
 * it was stored. With `deferrable` a question for which no budget has room is answered later: 202 with its
 * `DeferredView`, whose address is in `Location`. A repeat of a refused request is refused before its body is read.
 */
export const POST = withContentRoute(async (request, { ctx, ended }) => {
  const refusal = await pacedRefusal(ctx);
  if (refusal) {
    countRefusal(ctx, 'chat', refusal);
    throw refusal;
  }
  const given = parseInput(runAnswerSchema, await request.json().catch(() => undefined));
  const { streamId = newId(), ...question } = given;
  const gone = new AbortController();
  request.signal.addEventListener('abort', () => gone.abort(), { once: true });
  const rates: Record<string, string> = {};
  const onAdmitted = (headers: Record<string, string>) => Object.assign(rates, headers);
  const close = await openStream(ctx).catch((error) => countRefused(ctx, 'chat', error));
  const decided = await closing(async () => {
    const started = await startRunning(ctx, question, { streamId, onAdmitted });
    if (started) keepInFlight(started.done);
    return followRunning(ctx, { id: streamId, after: 0 }, gone.signal);
  }, close).then(decidedAnswer);
  const response = responseOf(decided, { onDisconnect: () => gone.abort(), ended });
  for (const [name, value] of Object.entries(rates)) response.headers.set(name, value);
  return response;
});

function responseOf(decided: Decided<PlacedEvent>, stream: EventStreamOptions): Response {
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
