import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalModel, startLocalModel } from './local-model';
import { DEFAULT_SETTINGS } from './settings';

const MODEL = 'claude-haiku-5-5';
let model: LocalModel;
let client: Anthropic;

const handbook: Anthropic.SearchResultBlockParam = {
  type: 'search_result',
  source: 'chunk-1',
  title: 'Employee handbook',
  content: [
    { type: 'text', text: 'The office opens at eight.' },
    { type: 'text', text: 'Full-time employees receive 28 days of annual leave.' },
  ],
  citations: { enabled: true },
};
const travel: Anthropic.SearchResultBlockParam = {
  type: 'search_result',
  source: 'chunk-2',
  title: 'Travel policy',
  content: [{ type: 'text', text: 'Flights above six hours may be booked in business class.' }],
  citations: { enabled: true },
};
const leaveQuestion: Anthropic.MessageCreateParamsNonStreaming = {
  model: MODEL,
  max_tokens: 500,
  messages: [
    {
      role: 'user',
      content: [
        travel,
        handbook,
        { type: 'text', text: 'How many days of annual leave do employees get?' },
      ],
    },
  ],
};

beforeAll(async () => {
  model = await startLocalModel({ allowControl: true, apiKeys: ['key-a', 'key-b'] });
  client = sdk('key-a');
});
afterAll(() => model.close());
beforeEach(() => {
  model.configure({ ...DEFAULT_SETTINGS, firstTokenMs: 0, tokensPerSecond: Infinity });
  model.log.clear();
});

function sdk(apiKey: string): Anthropic {
  return new Anthropic({ baseURL: model.url, apiKey, maxRetries: 0, logLevel: 'off' });
}

async function events(
  params: Anthropic.MessageCreateParamsNonStreaming,
): Promise<Anthropic.RawMessageStreamEvent[]> {
  const seen: Anthropic.RawMessageStreamEvent[] = [];
  const stream = await client.messages.create({ ...params, stream: true });
  for await (const event of stream) seen.push(event);
  return seen;
}

describe('a message', () => {
  it('quotes the passage that answers, with the citation of the whole block', async () => {
    const message = await client.messages.create(leaveQuestion);
    const cited = message.content.filter((block) => block.type === 'text' && block.citations);
    expect(cited).toEqual([
      {
        type: 'text',
        text: '“Full-time employees receive 28 days of annual leave.”',
        citations: [
          {
            type: 'search_result_location',
            cited_text: 'Full-time employees receive 28 days of annual leave.',
            source: 'chunk-1',
            title: 'Employee handbook',
            search_result_index: 1,
            start_block_index: 1,
            end_block_index: 2,
          },
        ],
      },
    ]);
    expect(message.stop_reason).toBe('end_turn');
    expect(model.log.entries[0]).toMatchObject({
      requestId: message._request_id,
      model: MODEL,
      inputTokens: message.usage.input_tokens,
      outputTokens: message.usage.output_tokens,
      finished: true,
      ended: true,
    });
  });

  it('streams the same answer, in the order of events of the API', async () => {
    const whole = await client.messages.create(leaveQuestion);
    const streamed = await client.messages.stream(leaveQuestion).finalMessage();
    expect(streamed.content).toEqual(whole.content);
    expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);

    const seen = await events(leaveQuestion);
    expect(seen.map((event) => event.type)).toEqual([
      'message_start',
      ...['content_block_start', 'content_block_delta', 'content_block_stop'],
      ...['content_block_start', 'content_block_delta', 'content_block_delta'],
      ...['content_block_stop', 'message_delta', 'message_stop'],
    ]);
    expect(seen[0]).toMatchObject({
      message: {
        usage: {
          output_tokens: 0,
          cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
        },
      },
    });
    expect(seen[6]).toMatchObject({ index: 1, delta: { type: 'citations_delta' } });
  });

  it('stops at max_tokens', async () => {
    const message = await client.messages.create({ ...leaveQuestion, max_tokens: 7 });
    expect(message.stop_reason).toBe('max_tokens');
    expect(message.usage.output_tokens).toBe(7);
  });

  it('has the length that is asked for', async () => {
    model.configure({ outputTokens: 333 });
    const message = await client.messages.create(leaveQuestion);
    expect(message.usage.output_tokens).toBe(333);
    expect(message.stop_reason).toBe('end_turn');
  });

  it('counts the same tokens beforehand as it bills', async () => {
    const { messages } = leaveQuestion;
    const counted = await client.messages.countTokens({ model: MODEL, messages });
    const message = await client.messages.create(leaveQuestion);
    expect(counted.input_tokens).toBe(message.usage.input_tokens);
  });

  it('lists its models', async () => {
    const ids = (await client.models.list()).data.map((info) => info.id);
    expect(ids).toEqual(['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5']);
    await expect(client.models.retrieve(MODEL)).resolves.toMatchObject({ max_tokens: 128_000 });
  });
});

describe('tools', () => {
  const tools: Anthropic.Tool[] = [
    {
      name: 'search_documents',
      description: 'Finds passages.',
      input_schema: {
        type: 'object',
        properties: { query: { type: 'string' }, limit: { type: 'integer' } },
        required: ['query', 'limit'],
      },
    },
  ];
  const ask = (text: string): Anthropic.MessageParam => ({ role: 'user', content: text });

  it('calls the tool that the text names or tool_choice forces, and streams its input', async () => {
    const base = { model: MODEL, max_tokens: 500, tools };
    const named = { ...base, messages: [ask('Search documents for 3 pets')] };
    const message = await client.messages.stream(named).finalMessage();
    expect(message.stop_reason).toBe('tool_use');
    expect(message.content).toMatchObject([
      {
        type: 'tool_use',
        name: 'search_documents',
        input: { query: 'Search documents for 3 pets', limit: 3 },
      },
    ]);
    const plain = { ...base, messages: [ask('pets')] };
    await expect(client.messages.create(plain)).resolves.toMatchObject({ stop_reason: 'end_turn' });
    const forced = { ...plain, tool_choice: { type: 'any' as const } };
    await expect(client.messages.create(forced)).resolves.toMatchObject({
      stop_reason: 'tool_use',
    });
  });

  it('answers from the tool result and numbers search results across the request', async () => {
    const message = await client.messages.create({
      model: MODEL,
      max_tokens: 500,
      tools,
      messages: [
        {
          role: 'user',
          content: [travel, { type: 'text', text: 'search_documents annual leave' }],
        },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'toolu_1', name: 'search_documents', input: {} }],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: [handbook] }],
        },
      ],
    });
    const citations = message.content.flatMap((block) =>
      block.type === 'text' ? (block.citations ?? []) : [],
    );
    expect(citations).toMatchObject([{ search_result_index: 1, start_block_index: 1 }]);
  });
});

describe('errors', () => {
  it.each([
    [400, 'invalid_request_error', { ...leaveQuestion, messages: [] }],
    [400, 'invalid_request_error', { ...leaveQuestion, max_tokens: -1 }],
    [404, 'not_found_error', { ...leaveQuestion, model: 'gpt-4' }],
  ])('%i %s', async (status, type, params) => {
    const error = await client.messages.create(params).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect(error).toMatchObject({ status, type });
    expect(model.log.entries).toHaveLength(0);
  });

  it('401 for a foreign key, and takes the older header', async () => {
    await expect(sdk('nobody').messages.create(leaveQuestion)).rejects.toMatchObject({
      status: 401,
      type: 'authentication_error',
    });
    const response = await fetch(`${model.url}/v1/models`, { headers: { 'x-api-key': 'key-b' } });
    expect(response.status).toBe(200);
  });

  it('429 with retry-after, and 529, by header; neither costs anything', async () => {
    const headers = { 'x-tenantry-local-fault': 'status:429:7' };
    const limited = await client.messages
      .create(leaveQuestion, { headers })
      .catch((reason: unknown) => reason);
    if (!(limited instanceof Anthropic.RateLimitError)) throw new Error('expected a 429');
    expect(limited.headers.get('retry-after')).toBe('7');
    model.configure({ fault: { kind: 'status', status: 529 } });
    await expect(client.messages.create(leaveQuestion)).rejects.toBeInstanceOf(
      Anthropic.OverloadedError,
    );
    expect(model.log.entries).toMatchObject([
      { status: 429, inputTokens: 0, outputTokens: 0, finished: false },
      { status: 529, inputTokens: 0, outputTokens: 0, finished: false },
    ]);
  });

  it('refuses the given share of requests', async () => {
    model.configure({ rateLimitedShare: 0.25 });
    const calls = Array.from({ length: 12 }, () => client.messages.create(leaveQuestion));
    const settled = await Promise.allSettled(calls);
    expect(settled.filter((result) => result.status === 'rejected')).toHaveLength(3);
  });

  it('fails inside a stream', async () => {
    model.configure({ fault: { kind: 'stream_error', afterTokens: 2 } });
    await expect(events(leaveQuestion)).rejects.toMatchObject({ type: 'overloaded_error' });
  });
});

describe('a client that leaves', () => {
  it('stops the answer; the log keeps what was produced', async () => {
    model.configure({ outputTokens: 100_000, tokensPerSecond: 1_000 });
    const long = { ...leaveQuestion, max_tokens: 120_000, stream: true as const };
    const stream = await client.messages.create(long);
    for await (const event of stream) if (event.type === 'content_block_delta') break;
    await expect.poll(() => model.log.entries[0]?.ended).toBe(true);
    const [entry] = model.log.entries;
    expect(entry?.finished).toBe(false);
    expect(entry?.inputTokens).toBeGreaterThan(50);
    expect(entry?.outputTokens).toBeGreaterThan(0);
    expect(entry?.outputTokens).toBeLessThan(100_000);
  });
});
