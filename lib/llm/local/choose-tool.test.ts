import { expect, it } from 'vitest';
import { chooseTool, withoutCalls } from './choose-tool';
import { parseMessageRequest } from './request';

const tools = [
  {
    name: 'list_documents',
    description: 'Lists them.',
    input_schema: { type: 'object', properties: {} },
  },
  {
    name: 'read_usage',
    description: 'Spend, for questions such as “what did we spend”.',
    input_schema: {
      type: 'object',
      properties: { period: { type: 'string', enum: ['today', 'this week'] } },
      required: ['period'],
    },
  },
  {
    name: 'read_document',
    description: 'Reads one.',
    input_schema: {
      type: 'object',
      properties: { document: { type: 'string', format: 'uuid' } },
      required: ['document'],
    },
  },
];
const ID = '0d8f3f5e-1111-4222-8333-444455556666';

const request = (question: string, ...called: string[]) =>
  parseMessageRequest({
    model: 'claude-haiku-5-5',
    max_tokens: 100,
    tools,
    messages: [
      { role: 'user', content: question },
      ...called.flatMap((name, at) => [
        { role: 'assistant', content: [{ type: 'tool_use', id: `t${at}`, name, input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: `t${at}`, content: 'x' }] },
      ]),
    ],
  });

it.each([
  ['Please list documents', { name: 'list_documents', input: {} }],
  ['What did we spend this week?', { name: 'read_usage', input: { period: 'this week' } }],
  [`read_document ${ID}, please`, { name: 'read_document', input: { document: ID } }],
  ['read_document {"a":{"b":1}} and so on', { name: 'read_document', input: { a: { b: 1 } } }],
  ['What is the weather?', undefined],
])('%s', (question, call) => expect(chooseTool(request(question))).toEqual(call));

it('calls what a question names one after the other, each once', () => {
  const question = `list_documents, then read_document {"document":"${ID}"}`;
  expect(chooseTool(request(question))?.name).toBe('list_documents');
  expect(chooseTool(request(question, 'list_documents'))?.name).toBe('read_document');
  expect(chooseTool(request(question, 'list_documents', 'read_document'))).toBeUndefined();
});

it('takes the calls out of what is asked', () => {
  const { tools: known } = request('x');
  expect(withoutCalls(known, 'read_document {"a":1} when does it open?').trim()).toBe(
    'when does it open?',
  );
});
