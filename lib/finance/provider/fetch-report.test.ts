import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchCosts, fetchUsage } from './fetch-report';

const DAYS = ['2026-11-01', '2026-11-02'];
let server: Server;
let url: string;
let asked: IncomingMessage[] = [];
let answer: (request: IncomingMessage) => { status: number; body: unknown; location?: string };

/** Speaks the documented shapes of the two reports. */
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    const { status, body, location } = answer(request);
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(location ? { location } : {}),
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const access = () => ({ url, key: 'sk-ant-admin-test' });
const bucket = (day: string, ...results: object[]) => ({
  starting_at: `${day}T00:00:00Z`,
  ending_at: `${day}T23:59:59Z`,
  results,
});
const used = (change: object = {}) => ({
  uncached_input_tokens: 100,
  cache_creation: { ephemeral_1h_input_tokens: 3, ephemeral_5m_input_tokens: 2 },
  cache_read_input_tokens: 0,
  output_tokens: 50,
  server_tool_use: { web_search_requests: 0 },
  api_key_id: 'apikey_1',
  workspace_id: null,
  model: 'claude-haiku-5-5-20260901',
  service_tier: 'standard',
  context_window: '0-200k',
  ...change,
});

it('reads all pages of the usage report, a day and a key at a time', async () => {
  asked = [];
  answer = (request) => {
    const second = request.url?.includes('page=two');
    return {
      status: 200,
      body: {
        data: [bucket(DAYS[second ? 1 : 0] ?? '', used({ service_tier: second ? 'batch' : null }))],
        has_more: !second,
        next_page: second ? null : 'two',
      },
    };
  };
  const report = await fetchUsage(access(), '2026-11-01', '2026-11-02');
  expect(report).toMatchObject({ kind: 'usage', fromDay: '2026-11-01', toDay: '2026-11-02' });
  expect(report.rows).toHaveLength(8);
  expect(report.rows[0]).toEqual({
    day: '2026-11-01',
    model: 'claude-haiku-5-5',
    batch: false,
    apiKey: 'apikey_1',
    tokenType: 'uncached_input_tokens',
    tokens: 100,
    cents: null,
  });
  expect(report.rows.at(-1)).toMatchObject({ day: '2026-11-02', batch: true, tokens: 3 });
  const first = new URL(asked[0]?.url ?? '', url);
  expect(first.pathname).toBe('/v1/organizations/usage_report/messages');
  expect(first.searchParams.getAll('group_by[]')).toEqual(['model', 'service_tier', 'api_key_id']);
  expect(first.searchParams.get('ending_at')).toBe('2026-11-03T00:00:00Z');
  expect(asked[0]?.headers).toMatchObject({
    'x-api-key': 'sk-ant-admin-test',
    'anthropic-version': '2023-06-01',
  });
});

it('reads the cost report with amounts as they are written', async () => {
  const item = {
    currency: 'USD',
    amount: '123.78912',
    workspace_id: null,
    description: 'Claude Haiku 5.5 Usage - Output Tokens',
    cost_type: 'tokens',
    context_window: '0-200k',
    model: 'claude-haiku-5-5',
    service_tier: 'standard',
    token_type: 'output_tokens',
  };
  const search = { ...item, cost_type: 'web_search', model: null, token_type: null, amount: '0.5' };
  answer = () => ({
    status: 200,
    body: { data: [bucket('2026-11-01', item, search)], has_more: false, next_page: null },
  });
  const { rows } = await fetchCosts(access(), '2026-11-01', '2026-11-01');
  expect(rows).toMatchObject([
    { tokenType: 'output_tokens', cents: '123.78912', tokens: null },
    { tokenType: 'other', model: '', cents: '0.5' },
  ]);
});

it.each<[string, ReturnType<typeof answer>, RegExp]>([
  ['a key it refuses', { status: 401, body: {} }, /admin key/],
  ['too many questions', { status: 429, body: {} }, /wait/],
  ['a failure', { status: 500, body: 'x' }, /status 500/],
  ['no JSON', { status: 200, body: '<html>' }, /cannot be read/],
  ['another shape', { status: 200, body: { data: [{}], has_more: false } }, /cannot be read/],
  [
    'a float for an amount of tokens',
    {
      status: 200,
      body: { data: [bucket('2026-11-01', used({ output_tokens: 1.5 }))], has_more: false },
    },
    /cannot be read/,
  ],
  [
    'pages without an end',
    { status: 200, body: { data: [], has_more: true, next_page: 'same' } },
    /cannot be read/,
  ],
  ['another address', { status: 302, body: '', location: 'http://127.0.0.1:1/' }, /reached/],
])('says what is wrong with %s', async (_, given, words) => {
  answer = () => given;
  await expect(fetchUsage(access(), '2026-11-01', '2026-11-01')).rejects.toMatchObject({
    code: 'model_unavailable',
    message: expect.stringMatching(words),
  });
});
