import { expect, it } from 'vitest';
import type { MessageView } from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import { applyEvent, type LiveAnswer } from './live-answer';
import { mergeTurns } from './merge-turns';

const message = (author: 'user' | 'assistant', requestId: string, text: string): MessageView => ({
  id: `${author}-${requestId}`,
  author,
  state: 'complete',
  errorCode: undefined,
  text,
  requestId,
  createdAt: '2026-11-21T00:00:00Z',
  citations: [],
  downgraded: undefined,
});

const live = (given: Partial<LiveAnswer>): LiveAnswer => ({
  key: 'local',
  conversationId: 'c',
  onNewPage: false,
  title: 't',
  requestId: 'r2',
  question: 'two?',
  text: 'par',
  citations: [],
  stage: 'generate',
  state: 'running',
  error: undefined,
  downgraded: undefined,
  deferred: undefined,
  ...given,
});

it('puts the running answer below its stored question', () => {
  const turns = mergeTurns(
    [
      message('user', 'r1', 'one?'),
      message('assistant', 'r1', 'One.'),
      message('user', 'r2', 'two?'),
    ],
    [live({})],
  );
  expect(turns.map((turn) => [turn.key, turn.question, turn.answer?.text])).toEqual([
    ['r1', 'one?', 'One.'],
    ['r2', 'two?', 'par'],
  ]);
});

it('lets the stored answer replace the live one under the same key', () => {
  const turns = mergeTurns(
    [message('user', 'r2', 'two?'), message('assistant', 'r2', 'Whole.')],
    [live({ state: 'stopped' })],
  );
  expect(turns).toHaveLength(1);
  expect(turns[0]).toMatchObject({ key: 'r2', answer: { text: 'Whole.', state: 'complete' } });
});

it('shows a question that the server does not know yet', () => {
  expect(mergeTurns([], [live({ requestId: undefined })])).toMatchObject([
    { key: 'local', question: 'two?' },
  ]);
});

it('builds an answer from events', () => {
  const started = applyEvent(live({ conversationId: undefined, text: '' }), {
    type: 'started',
    requestId: 'r9',
    conversationId: 'c9',
    title: 'Nine',
  });
  const done = applyEvent(applyEvent(started, { type: 'text', text: 'Hi' }), {
    type: 'error',
    error: { code: 'rate_limited', message: 'Later.' },
  });
  expect(done).toMatchObject({
    conversationId: 'c9',
    requestId: 'r9',
    text: 'Hi',
    state: 'failed',
    error: { code: 'rate_limited' },
  });
});

it('shows a question that waits with its place in the queue instead of an answer', () => {
  const deferred: DeferredView = {
    state: 'waiting',
    ...{ id: 'd', requestId: 'r2', conversationId: 'c', position: 1, total: 2 },
    ...{
      model: undefined,
      estimatedAt: undefined,
      timeZone: 'UTC',
      because: undefined,
      createdAt: '',
      endedAt: undefined,
    },
    ...{ failureCode: undefined, seen: false, statusUrl: '', cancelUrl: '', answerUrl: '' },
  };
  const waiting = applyEvent(live({ text: '' }), { type: 'deferred', deferred });
  const turns = mergeTurns([message('user', 'r1', 'one?')], [waiting], [deferred]);
  expect(turns).toMatchObject([
    { key: 'r1', deferred: undefined },
    { key: 'r2', answer: undefined, deferred: { id: 'd' } },
  ]);
});
