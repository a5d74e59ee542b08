import { expect, it } from 'vitest';
import type { MessageView } from '@/lib/chat/schema';
import type { DeferredView } from '@/lib/deferred/schema';
import { applyEvent, type LiveAnswer, newLiveAnswer } from './live-answer';
import { mergeTurns } from './merge-turns';

/** `q1` is the question of request `1`, `a1` its answer. */
const message = (id: string, parentId: string | null, text: string): MessageView => ({
  id,
  parentId,
  author: id.startsWith('q') ? 'user' : 'assistant',
  state: 'complete',
  errorCode: undefined,
  text,
  requestId: id.slice(1),
  createdAt: '2026-11-21T00:00:00Z',
  citations: [],
  downgraded: undefined,
});

const live = (given: Partial<LiveAnswer>): LiveAnswer => ({
  ...newLiveAnswer({ question: 'two?', conversationId: 'c' }),
  key: 'local',
  requestId: '2',
  questionId: 'q2',
  parentId: 'a1',
  text: 'par',
  stage: 'generate',
  ...given,
});

const ONE = [message('q1', null, 'one?'), message('a1', 'q1', 'One.')];
const said = (turns: ReturnType<typeof mergeTurns>) =>
  turns.map(({ key, question, answer }) => [key, question, answer?.text]);

it('puts the running answer below its stored question', () => {
  const turns = mergeTurns({ messages: [...ONE, message('q2', 'a1', 'two?')], live: [live({})] });
  expect(said(turns)).toEqual([
    ['1', 'one?', 'One.'],
    ['2', 'two?', 'par'],
  ]);
});

it('lets the stored answer replace the live one under the same key', () => {
  const messages = [...ONE, message('q2', 'a1', 'two?'), message('a2', 'q2', 'Whole.')];
  const turns = mergeTurns({ messages, live: [live({ state: 'stopped' })] });
  expect(turns[1]).toMatchObject({ key: '2', answer: { text: 'Whole.', state: 'complete' } });
  expect(turns[1]?.answers).toEqual(['a2']);
});

it('shows a question that the server does not know yet', () => {
  const unknown = { requestId: undefined, questionId: undefined, parentId: undefined };
  const turns = mergeTurns({ messages: ONE, live: [live(unknown)] });
  expect(said(turns)).toEqual([
    ['1', 'one?', 'One.'],
    ['local', 'two?', 'par'],
  ]);
});

const BRANCHES = [
  ...ONE,
  message('q2', 'a1', 'two?'),
  message('a2', 'q2', 'Two.'),
  message('a3', 'q1', 'One again.'),
  message('q4', 'a1', 'two, edited?'),
  message('a4', 'q4', 'Edited.'),
  message('q5', null, 'one, edited?'),
  message('a5', 'q5', 'From the beginning.'),
];

it('takes what was said last at each place', () => {
  const turns = mergeTurns({ messages: BRANCHES });
  expect(said(turns)).toEqual([['5', 'one, edited?', 'From the beginning.']]);
  expect(turns[0]).toMatchObject({ questions: ['q1', 'q5'], answers: ['a5'] });
});

it('goes the way to a message and on to what was said last from there', () => {
  const first = mergeTurns({ messages: BRANCHES, at: 'a1' });
  expect(said(first)).toEqual([
    ['1', 'one?', 'One.'],
    ['4', 'two, edited?', 'Edited.'],
  ]);
  expect(first[0]?.answers).toEqual(['a1', 'a3']);
  expect(first[1]?.questions).toEqual(['q2', 'q4']);
  expect(said(mergeTurns({ messages: BRANCHES, at: 'a2' }))[1]).toEqual(['2', 'two?', 'Two.']);
  expect(said(mergeTurns({ messages: BRANCHES, at: 'q1' }))).toEqual([['1', 'one?', 'One again.']]);
});

it('shows an answer that is written once more beside the ones before', () => {
  const again = live({ questionId: 'q1', parentId: null, requestId: '9', question: 'one?' });
  const [turn] = mergeTurns({ messages: ONE, live: [again], at: 'q1' });
  expect(turn).toMatchObject({ key: '1', answers: ['a1', 'local'], answer: { text: 'par' } });
});

it('keeps a question that did not wait below each answer of the one before', () => {
  const messages = [...ONE, message('q2', 'q1', 'two?'), message('a3', 'q1', 'One again.')];
  for (const at of ['a1', 'a3', undefined])
    expect(mergeTurns({ messages, at })[1]?.question).toBe('two?');
});

it('comes to an end for messages that follow each other in a ring', () => {
  const ring = [message('q1', 'q2', 'one?'), message('q2', 'q1', 'two?')];
  expect(mergeTurns({ messages: ring, at: 'q2' })).toEqual([]);
});

it('builds an answer from events', () => {
  const started = applyEvent(live({ conversationId: undefined, text: '' }), {
    type: 'started',
    ...{ requestId: 'r9', conversationId: 'c9', title: 'Nine', questionId: 'q9', parentId: null },
  });
  const done = applyEvent(applyEvent(started, { type: 'text', text: 'Hi' }), {
    type: 'error',
    error: { code: 'rate_limited', message: 'Later.' },
  });
  expect(done).toMatchObject({
    ...{ conversationId: 'c9', requestId: 'r9', questionId: 'q9', text: 'Hi', state: 'failed' },
    error: { code: 'rate_limited' },
  });
});

it('shows a question that waits with its place in the queue instead of an answer', () => {
  const deferred: DeferredView = {
    state: 'waiting',
    ...{ id: 'd', requestId: '2', conversationId: 'c', position: 1, total: 2 },
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
  const turns = mergeTurns({ messages: ONE, live: [waiting], deferred: [deferred] });
  expect(turns).toMatchObject([
    { key: '1', deferred: undefined },
    { key: '2', answer: undefined, deferred: { id: 'd' } },
  ]);
});
