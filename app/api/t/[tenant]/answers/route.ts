import { answer } from '@/lib/chat/answer';
import { answerRequestSchema } from '@/lib/chat/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { eventStream } from '@/lib/http/event-stream';
import { withTenantRoute } from '@/lib/http/route-context';

/** Body: an `AnswerRequest`. Answers with `AnswerEvent`s over SSE; closing the connection stops the model. */
export const POST = withTenantRoute(async (request, { ctx, ended }) => {
  const body = parseInput(answerRequestSchema, await request.json().catch(() => undefined));
  const stop = new AbortController();
  return eventStream(answer(ctx, body, { signal: stop.signal }), {
    onDisconnect: () => stop.abort(),
    ended,
  });
});
