import type { ServerResponse } from 'node:http';
import Anthropic, { APIError } from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeKey } from '@/e2e/support/make-key';
import { type MadeTenant, makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { setModelAccount } from '@/lib/placement/set-model-account';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import { type ApiServer, startApiServer } from './api-server';
import {
  providerEvents,
  providerMessage,
  type RecordingProvider,
  startRecordingProvider,
} from './recording-provider';

let api: ApiServer;
let provider: RecordingProvider;
let tenant: MadeTenant;
let client: Anthropic;

const TEXT = [{ type: 'text', text: 'The harbour office opens at eight.' }];
const whole = (content: object[], usage?: object) => (response: ServerResponse) =>
  void response
    .writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_p' })
    .end(JSON.stringify(providerMessage(content, usage)));
const streamed = (content: object[], usage?: object) => (response: ServerResponse) =>
  void response
    .writeHead(200, { 'content-type': 'text/event-stream' })
    .end(providerEvents(providerMessage(content, usage), content).join(''));

beforeAll(async () => {
  provider = await startRecordingProvider();
  api = await startApiServer();
});
beforeEach(async () => {
  provider.requests.length = 0;
  provider.reply = whole(TEXT);
  tenant = await withOwnAccount();
  client = await clientFor(tenant);
});
afterAll(async () => {
  await api.stop();
  await provider.stop();
  await closePools();
});

async function withOwnAccount(plan: 'enterprise' | 'free' = 'enterprise'): Promise<MadeTenant> {
  const made = await makeTenant(plan);
  const operator = await verifyPlatformSession((await makePerson('operator')).session);
  const { tenantId } = made.ctx;
  const apiKey = `sk-${newId()}`;
  await setModelAccount(operator, { tenantId, apiKey, baseUrl: provider.url, reason: 'a test' });
  return made;
}

async function clientFor(made: MadeTenant, input: Parameters<typeof makeKey>[1] = {}) {
  const { text } = await makeKey(made.ctx, input);
  return new Anthropic({ baseURL: api.url, apiKey: text, maxRetries: 0 });
}

const ASK = {
  model: 'claude-haiku-5-5',
  max_tokens: 200,
  messages: [{ role: 'user' as const, content: 'When does the harbour office open?' }],
};

/** A daily limit of the workspace, in tokens. */
async function budget(tokens: number): Promise<void> {
  await setOwnBudgets(tenant.ctx, {
    basedOn: tenant.ctx.policyVersion,
    ownBudgets: [
      {
        scope: 'tenant',
        subject: null,
        period: 'day',
        tokens,
        priceNano: null,
        softPercent: null,
        graceMinutes: null,
      },
    ],
    downgradeModel: true,
    downgradeLength: true,
    reason: 'a test',
  });
}

const ledger = (made = tenant) =>
  withTenantSql(made.ctx, (sql) =>
    sql<Record<string, unknown>>(
      `select outcome, input_tokens::int, output_tokens::int, cache_write_1h_tokens::int, estimated, principal_kind,
         feature, product_line, environment, tags from ledger_entry where tenant_id = :tenant order by at`,
    ),
  );
const requests = (made = tenant) =>
  withTenantSql(made.ctx, (sql) =>
    sql<Record<string, unknown>>(
      'select outcome, error_code, output_tokens::int from request where tenant_id = :tenant order by started_at',
    ),
  );
const audit = (made = tenant) =>
  withTenantSql(made.ctx, (sql) =>
    sql<Record<string, unknown>>(
      `select action, outcome, actor_kind, detail, detail from audit_entry
       where tenant_id = :tenant and action like 'message.%' order by at`,
    ),
  );
const rows = async <T>(read: () => Promise<T[]>, count = 1): Promise<T[]> =>
  expect
    .poll(() => read(), { timeout: 5_000 })
    .toHaveLength(count)
    .then(() => read());

async function failureOf(call: PromiseLike<unknown>): Promise<APIError> {
  const error = await Promise.resolve(call).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(APIError);
  return error as APIError;
}

describe('the official SDK with another base URL and a key of the workspace', () => {
  it('gets a message, booked and recorded as the key’s', async () => {
    const headers = { 'tenantry-tags': 'team=research' };
    const { data, response } = await client.messages.create(ASK, { headers }).withResponse();
    expect(data).toEqual(expect.objectContaining({ id: 'msg_recorded', content: TEXT }));
    expect(response.headers.get('ratelimit')).toContain('tenant-minute');
    expect(response.headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await ledger()).toEqual([
      {
        outcome: 'complete',
        input_tokens: 20,
        output_tokens: 10,
        cache_write_1h_tokens: 0,
        estimated: false,
        principal_kind: 'key',
        feature: 'messages',
        product_line: 'api',
        environment: 'production',
        tags: { team: 'research' },
      },
    ]);
    expect(await rows(requests)).toEqual([{ outcome: 'ok', error_code: null, output_tokens: 10 }]);
    expect(await audit()).toMatchObject([
      {
        ...{ action: 'message.create', outcome: 'ok', actor_kind: 'key' },
        detail: {
          ...{ inputTokens: 20, outputTokens: 10, error: null },
          priceNano: expect.stringMatching(/^[1-9]\d*$/),
          latencyMs: expect.any(Number),
        },
      },
    ]);
  });

  it('streams, through its own helper', async () => {
    provider.reply = streamed(TEXT);
    const pieces: string[] = [];
    const stream = client.messages.stream(ASK).on('text', (text) => pieces.push(text));
    const message = await stream.finalMessage();
    expect(pieces).toHaveLength(2);
    expect(message.content).toMatchObject(TEXT);
    expect(await ledger()).toMatchObject([{ outcome: 'complete', output_tokens: 10 }]);
    expect(await rows(requests)).toMatchObject([{ outcome: 'ok' }]);
  });

  it('passes everything on as it was written', async () => {
    const body: Anthropic.MessageCreateParamsNonStreaming = {
      ...ASK,
      max_tokens: 3_000,
      system: [
        {
          type: 'text',
          text: 'Answer “briefly”.',
          cache_control: { type: 'ephemeral', ttl: '1h' },
        },
      ],
      stop_sequences: ['\n\nHuman:', 'END'],
      metadata: { user_id: 'u-1' },
      thinking: { type: 'enabled', budget_tokens: 1_024 },
      tools: [
        {
          name: 'tide',
          description: 'Height of the tide',
          input_schema: { type: 'object', properties: { port: { type: 'string' } } },
        },
      ],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'image',
              source: { type: 'base64', media_type: 'image/png', data: 'aGFyYm91cg==' },
            },
            { type: 'text', text: 'Which port is this? 港' },
          ],
        },
      ],
    };
    provider.reply = whole(TEXT, {
      cache_creation_input_tokens: 7,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 7 },
    });
    await client.messages.create(body, {
      headers: { 'anthropic-beta': 'interleaved-thinking-2025-05-14' },
    });
    expect(provider.requests[0]?.body).toEqual(body);
    expect(provider.requests[0]?.headers['anthropic-beta']).toBe('interleaved-thinking-2025-05-14');
    expect(provider.requests[0]?.headers.authorization).toBeUndefined();
    expect(await ledger()).toMatchObject([{ cache_write_1h_tokens: 7 }]);
  });

  it('goes through a tool loop with thoughts, and back', async () => {
    const thought = { type: 'thinking', thinking: 'Ask the tide table.', signature: 'c2ln' };
    const use = { type: 'tool_use', id: 'toolu_1', name: 'tide', input: { port: 'Halden' } };
    provider.reply = streamed([thought, use]);
    const tools = [{ name: 'tide', input_schema: { type: 'object' as const } }];
    const first = await client.messages.stream({ ...ASK, tools }).finalMessage();
    expect(first.content).toMatchObject([thought, use]);
    provider.reply = whole(TEXT);
    const second = await client.messages.create({
      ...ASK,
      tools,
      messages: [
        ...ASK.messages,
        { role: 'assistant', content: first.content },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: '2 m' }],
        },
      ],
    });
    expect(second.content).toMatchObject(TEXT);
    expect(await ledger()).toHaveLength(2);
  });

  it('counts tokens and lists the models of the plan', async () => {
    provider.reply = (response) => void response.writeHead(200).end('{"input_tokens": 42}');
    const { max_tokens, ...counted } = ASK;
    expect(await client.messages.countTokens(counted)).toEqual({ input_tokens: 42 });
    const ids = (await client.models.list()).data.map((model) => model.id);
    expect(ids).toEqual(['claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-opus-5-5']);
    expect((await client.models.retrieve('claude-haiku-5-5')).max_tokens).toBeGreaterThan(0);
    expect((await failureOf(client.models.retrieve('claude-9'))).status).toBe(404);
  });
});

describe('an end before the end', () => {
  it('of a stream that its reader leaves stops the provider and books what came', async () => {
    const closed = new Promise<void>((resolve) => {
      provider.reply = (response) => {
        response.once('close', () => resolve());
        const [start, begin, delta] = providerEvents(providerMessage(TEXT), TEXT);
        response.writeHead(200).write(`${start}${begin}${delta}`);
      };
    });
    const stream = client.messages.stream(ASK);
    stream.on('text', () => stream.abort());
    await stream.done().catch(() => undefined);
    await closed;
    const [entry] = await rows(ledger);
    expect(entry).toMatchObject({ outcome: 'incomplete', estimated: true, input_tokens: 20 });
    expect(entry?.output_tokens).toBeGreaterThan(1);
    expect(await rows(requests)).toMatchObject([{ outcome: 'stopped', error_code: 'cancelled' }]);
  });

  it('of a stream that the provider cuts is an error event', async () => {
    provider.reply = (response) => {
      const [start, begin] = providerEvents(providerMessage(TEXT), TEXT);
      response.writeHead(200).write(`${start}${begin}`, () => response.destroy());
    };
    const error = await failureOf(client.messages.stream(ASK).finalMessage());
    expect(error.message).toContain('api_error');
    expect(await rows(ledger)).toMatchObject([{ outcome: 'incomplete', estimated: true }]);
    expect(await rows(requests)).toMatchObject([{ outcome: 'error' }]);
  });

  it('of a message of which nothing is known is charged at its bound', async () => {
    provider.reply = (response) =>
      void response.writeHead(200).write('{', () => response.destroy());
    const { status, headers } = await failureOf(client.messages.create(ASK));
    expect([status, headers?.get('retry-after')]).toEqual([503, '5']);
    expect(await rows(ledger)).toMatchObject([
      { outcome: 'unknown', estimated: true, output_tokens: 200 },
    ]);
  });
});

describe('refusals in Anthropic’s envelope', () => {
  const bodyOf = (error: APIError) => error.error as { error: { type: string; message: string } };

  it('of keys', async () => {
    const wrong = new Anthropic({ baseURL: api.url, apiKey: 'ten_free_x', maxRetries: 0 });
    const error = await failureOf(wrong.messages.create(ASK));
    expect([error.status, bodyOf(error).error.type]).toEqual([401, 'authentication_error']);
    const reader = await clientFor(tenant, { scopes: ['usage'] });
    const refused = await failureOf(reader.messages.create(ASK));
    expect([refused.status, bodyOf(refused).error.type]).toEqual([403, 'permission_error']);
  });

  it('of models and lengths that the plan does not have', async () => {
    const free = await clientFor(await withOwnAccount('free'));
    const model = await failureOf(free.messages.create({ ...ASK, model: 'claude-opus-5-5' }));
    expect([model.status, bodyOf(model).error.type]).toEqual([403, 'permission_error']);
    const unknown = await failureOf(free.messages.create({ ...ASK, model: 'claude-x' }));
    expect([unknown.status, bodyOf(unknown).error.type]).toEqual([404, 'not_found_error']);
    const long = await failureOf(free.messages.create({ ...ASK, max_tokens: 5_000 }));
    expect([long.status, bodyOf(long).error.type]).toEqual([400, 'invalid_request_error']);
    expect(provider.requests).toEqual([]);
  });

  it.each([
    ['tools.0', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
    ['mcp_servers', { mcp_servers: [] }],
    ['container', { container: 'c_1' }],
    ['service_tier', { service_tier: 'auto' }],
    ['speed', { speed: 'fast' }],
    ['inference_geo', { inference_geo: 'us' }],
    [
      'messages.0.content.0',
      { messages: [{ role: 'user', content: [{ type: 'container_upload', file_id: 'f' }] }] },
    ],
    [
      'messages.0.content.0.source',
      {
        messages: [
          { role: 'user', content: [{ type: 'image', source: { type: 'file', file_id: 'f' } }] },
        ],
      },
    ],
    ['__proto__', JSON.parse('{"__proto__": {}}') as object],
  ])('of what could spend what has no price: %s', async (place, given) => {
    const body = { ...ASK, ...given };
    if (place === '__proto__')
      Object.defineProperty(body, '__proto__', { value: {}, enumerable: true });
    const error = await failureOf(client.messages.create(body as never));
    expect(error.status).toBe(400);
    expect(bodyOf(error).error.message).toContain(place);
    expect(provider.requests).toEqual([]);
  });

  it('of betas that may cost', async () => {
    const headers = { 'anthropic-beta': 'context-1m-2025-08-07' };
    const error = await failureOf(client.messages.create(ASK, { headers }));
    expect(bodyOf(error).error.message).toContain('context-1m');
  });

  it('of a budget without room, with the limit, and nothing is downgraded', async () => {
    await budget(2_000);
    const limited = await clientFor(tenant);
    const error = await failureOf(limited.messages.create({ ...ASK, max_tokens: 3_000 }));
    expect([error.status, bodyOf(error).error.type]).toEqual([402, 'billing_error']);
    expect(error.error).toMatchObject({ error: { limit: { name: 'tokens_per_day' } } });
    expect(await rows(audit)).toMatchObject([{ action: 'message.refuse', outcome: 'refused' }]);
    expect(await ledger()).toEqual([]);
  });

  it('of a budget leaves the minute its tokens', async () => {
    await budget(2_000);
    const limits = { requestsPerMinute: null, burstPerSecond: null, inFlight: null };
    const limited = await clientFor(tenant, { limits: { ...limits, tokensPerMinute: 6_000 } });
    provider.reply = (response) => void response.writeHead(200).end('{"input_tokens": 2500}');
    const content = 'harbour '.repeat(1_500);
    for (let i = 0; i < 3; i += 1) {
      const asked = limited.messages.create({ ...ASK, messages: [{ role: 'user', content }] });
      expect((await failureOf(asked)).status).toBe(402);
    }
  });

  it('of the provider, in its own words where they are about the request', async () => {
    const fail = (status: number, message: string) => (response: ServerResponse) =>
      void response
        .writeHead(status)
        .end(JSON.stringify({ type: 'error', error: { type: 'x', message } }));
    provider.reply = fail(400, 'messages: roles must alternate');
    const bad = await failureOf(client.messages.create(ASK));
    expect(bodyOf(bad).error).toMatchObject({
      type: 'invalid_request_error',
      message: 'messages: roles must alternate',
    });
    provider.reply = fail(529, 'Overloaded');
    const busy = await failureOf(client.messages.create(ASK));
    expect([busy.status, bodyOf(busy).error.type]).toEqual([529, 'overloaded_error']);
    expect(await rows(ledger, 2)).toMatchObject([{ outcome: 'failed' }, { outcome: 'failed' }]);
    expect(await rows(requests, 2)).toMatchObject([{ outcome: 'refused' }, { outcome: 'error' }]);
  });
});

it('makes nothing shorter unless the key allows it, and then says so', async () => {
  await budget(2_000);
  const lenient = await clientFor(tenant, { mayDowngrade: true });
  provider.reply = (response, { path }) =>
    path.endsWith('count_tokens')
      ? void response.writeHead(200).end('{"input_tokens": 100}')
      : whole(TEXT)(response);
  const { response } = await lenient.messages.create({ ...ASK, max_tokens: 4_000 }).withResponse();
  expect(response.headers.get('tenantry-downgraded')).toContain('because=tenant/day/tokens');
  const { max_tokens = 0 } = (provider.requests.at(-1)?.body ?? {}) as { max_tokens?: number };
  expect(max_tokens).toBeLessThan(2_000);
});
