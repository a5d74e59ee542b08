import { answer } from '@/lib/chat/answer';
import { decidedAnswer } from '@/lib/chat/decided-answer';
import { answerRequestSchema } from '@/lib/chat/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { eventStream } from '@/lib/http/event-stream';
import { withTenantRoute } from '@/lib/http/route-context';

/**
 * Body: an `AnswerRequest`. Answers with `AnswerEvent`s over SSE; closing the connection stops the model. With
 * `deferrable` a question for which no budget has room is answered later: 202 with its `DeferredView`, whose address
 * is in `Location`.
 */
export const POST = withTenantRoute(async (request, { ctx, ended }) => {
  const body = parseInput(answerRequestSchema, await request.json().catch(() => undefined));
  const stop = new AbortController();
  const events = answer(ctx, body, { signal: stop.signal });
  const stream = { onDisconnect: () => stop.abort(), ended };
  if (!body.deferrable) return eventStream(events, stream);
  request.signal.addEventListener('abort', () => stop.abort(), { once: true });
  const decided = await decidedAnswer(events);
  if (!('type' in decided)) return eventStream(decided, stream);
  const { deferred } = decided;
  return Response.json(deferred, { status: 202, headers: { location: deferred.statusUrl } });
});
