import type Anthropic from '@anthropic-ai/sdk';
import { expect, it } from 'vitest';
import type { ModelCall } from './model-call';
import { StreamReader } from './stream-reader';

const call = (cache: '5m' | '1h'): ModelCall => ({
  model: 'm',
  maxTokens: 1,
  system: [{ type: 'text', text: 'Answer.', cache }],
  messages: [],
});

function read(usage: Partial<Anthropic.Usage>, cache: '5m' | '1h' = '5m') {
  const reader = new StreamReader(call(cache));
  const message = { usage: { input_tokens: 10, output_tokens: 1, ...usage } };
  reader.read({ type: 'message_start', message } as Anthropic.RawMessageStartEvent);
  const { usage: seen, usageContradicts } = reader.snapshot();
  return [seen.cacheWrite5mTokens, seen.cacheWrite1hTokens, usageContradicts ?? false];
}

const split = (fiveMinutes: number, hour: number) => ({
  ephemeral_5m_input_tokens: fiveMinutes,
  ephemeral_1h_input_tokens: hour,
});

it.each<[string, Partial<Anthropic.Usage>, '5m' | '1h', unknown[]]>([
  [
    'a split',
    { cache_creation_input_tokens: 90, cache_creation: split(60, 30) },
    '5m',
    [60, 30, false],
  ],
  ['a split alone', { cache_creation: split(60, 30) }, '5m', [60, 30, false]],
  ['a sum alone', { cache_creation_input_tokens: 90 }, '5m', [90, 0, false]],
  ['a sum alone, of an hour', { cache_creation_input_tokens: 90 }, '1h', [0, 90, false]],
  ['nothing', {}, '5m', [0, 0, false]],
  [
    'a larger sum',
    { cache_creation_input_tokens: 100, cache_creation: split(60, 30) },
    '5m',
    [60, 40, true],
  ],
  [
    'a larger split',
    { cache_creation_input_tokens: 50, cache_creation: split(60, 30) },
    '5m',
    [60, 30, true],
  ],
])('cache writes are told by %s', (_, usage, cache, expected) => {
  expect(read(usage, cache)).toEqual(expected);
});
