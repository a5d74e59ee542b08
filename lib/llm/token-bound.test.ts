import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildParams } from './build-params';
import { inputTokens, promptSegments } from './local/prompt-segments';
import { parseCountRequest } from './local/request';
import { countTokens, tokenize } from './local/tokenize';
import type { ModelCall } from './model-call';
import { inputTokenBound } from './token-bound';

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });

it('is never below what the local model counts', () => {
  const part = fc.oneof(
    fc.record({ type: fc.constant('text' as const), text }),
    fc.record({
      type: fc.constant('search_result' as const),
      source: text,
      title: text,
      content: fc.array(text, { minLength: 1, maxLength: 4 }),
    }),
  );
  const tool = fc.record({
    name: fc.stringMatching(/^[a-z_]{1,20}$/),
    description: text,
    inputSchema: fc.constant({ type: 'object' as const, properties: { q: { type: 'string' } } }),
  });
  const call = fc.record({
    model: fc.constant('claude-haiku-5-5'),
    maxTokens: fc.constant(10),
    system: fc.array(fc.record({ type: fc.constant('text' as const), text }), { maxLength: 2 }),
    messages: fc.array(
      fc.record({ role: fc.constant('user' as const), content: fc.array(part, { minLength: 1 }) }),
      { minLength: 1, maxLength: 3 },
    ),
    tools: fc.array(tool, { maxLength: 2 }),
  });
  fc.assert(
    fc.property(call, (given: ModelCall) => {
      const counted = inputTokens(promptSegments(parseCountRequest(buildParams(given))));
      expect(inputTokenBound(given)).toBeGreaterThanOrEqual(counted);
    }),
  );
});

it('grows by one with every byte of every field', () => {
  const bound = (...fill: [string, string, string, string, string, string]): number => {
    const [text, source, title, entry, id, input] = fill;
    return inputTokenBound({
      model: 'claude-haiku-5-5',
      maxTokens: 1,
      system: [],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text },
            { type: 'search_result', source, title, content: [entry] },
          ],
        },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'i', name: 'n', input }] },
        {
          role: 'user',
          content: [{ type: 'tool_result', toolUseId: id, content: [{ type: 'text', text }] }],
        },
      ],
    });
  };
  const short = bound('a', 'a', 'a', 'a', 'a', 'a');
  // The text stands in two blocks; the two-byte letter counts twice.
  expect(bound('aé', 'aa', 'aaa', 'aaaa', 'aaaaa', 'aaaaaa') - short).toBe(4 + 1 + 2 + 3 + 4 + 5);
});

it('refuses what its bytes do not bound', () => {
  const image = { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } };
  const messages = [{ role: 'user', content: [image] }];
  const call = { model: 'claude-haiku-5-5', maxTokens: 1, system: [], messages };
  expect(() => inputTokenBound(call as unknown as ModelCall)).toThrow(/Only text/);
});

it('cuts text into tokens that join to it and are no more than its bytes', () => {
  fc.assert(
    fc.property(text, (given) => {
      expect(tokenize(given).join('')).toBe(given);
      expect(countTokens(given)).toBeLessThanOrEqual(Buffer.byteLength(given));
    }),
  );
});

it('has room for what the provider says about tools by itself', () => {
  const call: ModelCall = { model: 'claude-haiku-5-5', maxTokens: 1, system: [], messages: [] };
  const tool = { name: 't', description: '', inputSchema: { type: 'object' } } as const;
  const more = inputTokenBound({ ...call, tools: [tool] }) - inputTokenBound(call);
  // The provider's own figure for the models in the plans is below 800 tokens, whatever the tool.
  expect(more).toBeGreaterThanOrEqual(800);
});
