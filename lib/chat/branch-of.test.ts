import { expect, it } from 'vitest';
import { branchOf } from './branch-of';
import type { MessageView } from './schema';

const message = (id: string, parentId: string | null): MessageView => ({
  id,
  parentId,
  author: id.startsWith('q') ? 'user' : 'assistant',
  state: 'complete',
  errorCode: undefined,
  text: id,
  requestId: id.slice(1),
  createdAt: '2026-11-21T00:00:00Z',
  citations: [],
  downgraded: undefined,
});

/** One question answered twice, a question behind each answer, and another beginning. */
const ALL = [
  message('q1', null),
  message('a1', 'q1'),
  message('q2', 'a1'),
  message('a2', 'q2'),
  message('a3', 'q1'),
  message('q4', 'a3'),
  message('q5', null),
];
const ids = (tip: string | null, messages = ALL) => branchOf(messages, tip).map(({ id }) => id);

it('is the way from the beginning and nothing beside it', () => {
  expect(ids('a2')).toEqual(['q1', 'a1', 'q2', 'a2']);
  expect(ids('a3')).toEqual(['q1', 'a3']);
  expect(ids('a1')).toEqual(['q1', 'a1']);
  expect(ids(null)).toEqual([]);
  expect(ids('absent')).toEqual([]);
});

it('has the answer that came after its question was followed', () => {
  const late = [message('q1', null), message('q2', 'q1'), message('a1', 'q1')];
  expect(ids('q2', late)).toEqual(['q1', 'a1', 'q2']);
  expect(ids('q4')).toEqual(['q1', 'a3', 'q4']);
});

it('ends where messages follow each other in a ring', () => {
  expect(ids('q2', [message('q1', 'q2'), message('q2', 'q1')])).toEqual(['q1', 'q2']);
});
