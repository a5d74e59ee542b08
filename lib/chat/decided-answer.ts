import type { AnswerEvent } from './schema';

/** What precedes the decision whether there is room. */
const BEFORE = new Set(['started', 'stage']);

/**
 * Reads an answer that can wait until it is known whether it does. Returns the last event of one that waits, or all
 * events of one that goes on, from its first.
 */
export async function decidedAnswer(
  events: AsyncGenerator<AnswerEvent>,
): Promise<Extract<AnswerEvent, { type: 'deferred' }> | AsyncGenerator<AnswerEvent>> {
  const seen: AnswerEvent[] = [];
  for (;;) {
    const { value: event, done } = await events.next();
    if (done) return replayed(seen, events);
    if (event.type === 'deferred') {
      // What the pipeline does last is done when it is read to its end.
      while (!(await events.next()).done);
      return event;
    }
    seen.push(event);
    const undecided = BEFORE.has(event.type) && !('stage' in event && event.stage === 'generate');
    if (!undecided) return replayed(seen, events);
  }
}

async function* replayed(
  seen: readonly AnswerEvent[],
  rest: AsyncGenerator<AnswerEvent>,
): AsyncGenerator<AnswerEvent> {
  yield* seen;
  yield* rest;
}
