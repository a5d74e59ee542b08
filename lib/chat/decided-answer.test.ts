import { describe, expect, it } from 'vitest';
import type { ErrorBody } from '@/lib/errors';
import { errorResponse } from '@/lib/http/route-context';
import { decidedAnswer } from './decided-answer';
import type { AnswerEvent } from './schema';

const STARTED: AnswerEvent = {
  type: 'started',
  requestId: 'r',
  conversationId: 'c',
  questionId: 'q',
  parentId: null,
  title: 'T',
};
const error: ErrorBody = { code: 'budget_exhausted', message: 'Full.', retryAfter: 7.2 };

/** An answer of these events, and whether it was read to its end. */
function answerOf(...events: AnswerEvent[]) {
  const read = { toEnd: false };
  async function* run(): AsyncGenerator<AnswerEvent> {
    yield* events;
    read.toEnd = true;
  }
  return { events: run(), read };
}

describe('what becomes of a question', () => {
  it('is known of a refusal, before it was stored or after, which is read to its end', async () => {
    for (const before of [[], [STARTED, { type: 'stage', stage: 'queue' } as const]]) {
      const { events, read } = answerOf(...before, { type: 'error', error });
      expect(await decidedAnswer(events)).toEqual({
        kind: 'refused',
        error,
        conversationId: before.length > 0 ? 'c' : undefined,
      });
      expect(read.toEnd).toBe(true);
    }
  });

  it('is an answer from its first event once the model is asked, whatever comes then', async () => {
    const all: AnswerEvent[] = [
      STARTED,
      { type: 'stage', stage: 'generate' },
      { type: 'text', text: 'Yes' },
      { type: 'error', error },
    ];
    const { events, read } = answerOf(...all);
    const decided = await decidedAnswer(events);
    expect(read.toEnd).toBe(false);
    if (decided.kind !== 'answered') throw new Error(decided.kind);
    const seen: AnswerEvent[] = [];
    for await (const event of decided.events) seen.push(event);
    expect(seen).toEqual(all);
    expect(read.toEnd).toBe(true);
  });
});

describe('a refusal', () => {
  it.each<[ErrorBody, number, string | null]>([
    [error, 402, '8'],
    [{ code: 'rate_limited', message: 'Wait.', retryAfter: 40 }, 429, '40'],
    [{ code: 'store_unavailable', message: 'Away.', retryAfter: 2 }, 503, '2'],
    [{ code: 'budget_exhausted', message: 'Too small.' }, 402, null],
  ])('%j is answered with its status', async (body, status, retryAfter) => {
    const response = errorResponse(body);
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(await response.json()).toEqual(body);
  });
});
