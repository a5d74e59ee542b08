import type { AnswerEvent } from '@/lib/chat/schema';
import { type EventStreamOptions, eventStream } from './event-stream';

/**
 * Server-sent events of an answer. The response waits for the first of them, by when it is known whether the request
 * was admitted: `headers`, which the admission fills, then say what is left, and Retry-After when to come back.
 */
export async function admittedStream(
  events: AsyncGenerator<AnswerEvent>,
  options: EventStreamOptions & { headers: Record<string, string> },
): Promise<Response> {
  const first = await events.next();
  const response = eventStream(replayed(first, events), options);
  for (const [name, value] of Object.entries(options.headers)) response.headers.set(name, value);
  const retryAfter =
    !first.done && first.value.type === 'error' ? first.value.error.retryAfter : undefined;
  if (retryAfter !== undefined) response.headers.set('retry-after', String(Math.ceil(retryAfter)));
  return response;
}

async function* replayed(
  first: IteratorResult<AnswerEvent>,
  rest: AsyncGenerator<AnswerEvent>,
): AsyncGenerator<AnswerEvent> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
