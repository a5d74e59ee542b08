import { afterEach, beforeEach, expect, it } from 'vitest';
import { SimulatedClock, setClock } from '@/lib/clock';
import { PromptCache } from './prompt-cache';
import { promptSegments, type Segment } from './prompt-segments';
import { parseCountRequest } from './request';

let time: SimulatedClock;
let restore: () => void;
let cache: PromptCache;

beforeEach(() => {
  time = new SimulatedClock(1_000_000);
  restore = setClock(time);
  cache = new PromptCache(100);
});
afterEach(() => restore());

function prompt(question: string, ttl: '5m' | '1h' = '5m'): Segment[] {
  const text = 'You answer from documents. '.repeat(40);
  return promptSegments(
    parseCountRequest({
      model: 'claude-haiku-5-5',
      system: [{ type: 'text', text, cache_control: { type: 'ephemeral', ttl } }],
      messages: [{ role: 'user', content: question }],
    }),
  );
}

it('writes a prefix once and reads it for five minutes after the last use', () => {
  const first = cache.use('a', prompt('one'));
  expect(first.cacheReadTokens).toBe(0);
  expect(first.cacheWrite5mTokens).toBeGreaterThan(100);

  time.advanceTo(time.now() + 299_000);
  const second = cache.use('a', prompt('two'));
  expect(second).toEqual({
    inputTokens: first.inputTokens,
    cacheReadTokens: first.cacheWrite5mTokens,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
  });
  time.advanceTo(time.now() + 299_000);
  expect(cache.use('a', prompt('three')).cacheReadTokens).toBeGreaterThan(0);
  time.advanceTo(time.now() + 300_000);
  expect(cache.use('a', prompt('four')).cacheReadTokens).toBe(0);
});

it('belongs to one API key', () => {
  cache.use('a', prompt('one'));
  expect(cache.use('b', prompt('one')).cacheReadTokens).toBe(0);
});

it('counts one-hour writes apart', () => {
  expect(cache.use('a', prompt('one', '1h'))).toMatchObject({ cacheWrite5mTokens: 0 });
  time.advanceTo(time.now() + 3_599_000);
  expect(cache.use('a', prompt('one', '1h')).cacheReadTokens).toBeGreaterThan(0);
});

it('keeps no prefix below the minimum', () => {
  const usage = new PromptCache(5_000).use('a', prompt('one'));
  expect(usage).toMatchObject({ cacheReadTokens: 0, cacheWrite5mTokens: 0 });
});
