import { expect, it } from 'vitest';
import { joinPages } from './join-pages';

const page = (...titles: string[]) => ({
  conversations: titles.map((title) => ({ id: title.slice(0, 1), title, updatedAt: '' })),
  next: null,
});

it('lists a conversation once, where and as the newest page has it', () => {
  const joined = joinPages([page('c new', 'a'), page('b', 'c old'), page('d')]);
  expect(joined.map(({ title }) => title)).toEqual(['c new', 'a', 'b', 'd']);
  expect(joinPages([page()])).toEqual([]);
});
