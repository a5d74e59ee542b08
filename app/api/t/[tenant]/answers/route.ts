import { answer } from '@/lib/chat/answer';
import { decidedAnswer } from '@/lib/chat/decided-answer';
import { answerRequestSchema } from '@/lib/chat/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { admittedStream } from '@/lib/http/admitted-stream';
import { withTenantRoute } from '@/lib/http/route-context';
import { openStream } from '@/lib/traffic/open-stream';
import { countRefusal } from '@/lib/traffic/refusal-counts';
import { earlyRefusal } from '@/lib/traffic/refusals';

/**
 * Body: an `AnswerRequest`. Answers with `AnswerEvent`s over SSE and the RateLimit headers; closing the connection stops
 * the model. With `deferrable` a question for which no budget has room is answered later: 202 with its
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
  const headers: Record<string, string> = {};
  const onAdmitted = (rates: Record<string, string>) => Object.assign(headers, rates);
  const close = await openStream(ctx);
  const events = closing(answer(ctx, body, { signal: stop.signal, onAdmitted }), close);
  const stream = { onDisconnect: () => stop.abort(), ended, headers };
  if (!body.deferrable) return admittedStream(events, stream);
  request.signal.addEventListener('abort', () => stop.abort(), { once: true });
  const decided = await decidedAnswer(events);
  if (!('type' in decided)) return admittedStream(decided, stream);
  const { deferred } = decided;
  return Response.json(deferred, {
    status: 202,
    headers: { ...headers, location: deferred.statusUrl },
  });
});

async function* closing<T>(events: AsyncIterable<T>, close: () => void): AsyncGenerator<T> {
  try {
    yield* events;
  } finally {
    close();
  }
}
