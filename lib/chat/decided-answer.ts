import type { ErrorBody } from '@/lib/errors';
import type { AnswerEvent } from './schema';

/** What precedes the decision whether there is room. */
const BEFORE = new Set(['started', 'stage']);

export type Decided<E extends AnswerEvent> =
  | { kind: 'answered'; events: AsyncGenerator<E> }
  | { kind: 'deferred'; deferred: Extract<AnswerEvent, { type: 'deferred' }>['deferred'] }
  /** With the conversation in which the question stands, when it was stored. */
  | { kind: 'refused'; error: ErrorBody; conversationId: string | undefined };

/**
 * Reads an answer until it is known whether there will be one: all its events from the first then, else what became
 * of the question. What was refused or waits is read to its end, since the pipeline does its last things there.
 */
export async function decidedAnswer<E extends AnswerEvent>(
  events: AsyncGenerator<E>,
): Promise<Decided<E>> {
  const seen: E[] = [];
  let conversationId: string | undefined;
  for (;;) {
    const { value, done } = await events.next();
    if (done) return { kind: 'answered', events: replayed(seen, events) };
    const event: AnswerEvent = value;
    if (event.type === 'started') conversationId = event.conversationId;
    if (event.type === 'deferred' || event.type === 'error') {
      while (!(await events.next()).done);
      return event.type === 'deferred'
        ? { kind: 'deferred', deferred: event.deferred }
        : {
            kind: 'refused',
            error: event.error,
            conversationId: event.discarded ? undefined : conversationId,
          };
    }
    seen.push(value);
    const undecided = BEFORE.has(event.type) && !('stage' in event && event.stage === 'generate');
    if (!undecided) return { kind: 'answered', events: replayed(seen, events) };
  }
}

async function* replayed<E>(seen: readonly E[], rest: AsyncGenerator<E>): AsyncGenerator<E> {
  yield* seen;
  yield* rest;
}
