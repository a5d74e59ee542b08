import { request, type ServerResponse } from 'node:http';
import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeKey } from '@/e2e/support/make-key';
import { type MadeTenant, makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { setModelAccount } from '@/lib/placement/set-model-account';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { type ApiServer, startApiServer } from './api-server';
import {
  providerEvents,
  providerMessage,
  type RecordingProvider,
  startRecordingProvider,
} from './recording-provider';

/** What programs write with the official SDK, each shape as the provider would get and give it. */
let api: ApiServer;
let provider: RecordingProvider;
let tenant: MadeTenant;
let client: Anthropic;

const TEXT = { type: 'text', text: 'The harbour office opens at eight.' };
const ASK = {
  model: 'claude-haiku-5-5',
  max_tokens: 200,
  messages: [{ role: 'user' as const, content: 'When does the harbour office open?' }],
};
const whole =
  (content: object[], rest: object = {}) =>
  (response: ServerResponse) =>
    void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(providerMessage(content, {}, rest)));

beforeAll(async () => {
  provider = await startRecordingProvider();
  api = await startApiServer();
});
beforeEach(async () => {
  provider.requests.length = 0;
  provider.reply = whole([TEXT]);
  tenant = await makeTenant('enterprise');
  const operator = await verifyPlatformSession((await makePerson('operator')).session);
  const account = { apiKey: 'sk-of-its-own', baseUrl: provider.url, reason: 'a test' };
  await setModelAccount(operator, { tenantId: tenant.ctx.tenantId, ...account });
  client = new Anthropic({
    baseURL: api.url,
    apiKey: (await makeKey(tenant.ctx)).text,
    maxRetries: 0,
  });
});
afterAll(async () => {
  await api.stop();
  await provider.stop();
  await closePools();
});

const thrown = (call: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(call).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('what is asked', () => {
  it('is let in by either header that carries a key', async () => {
    const { text } = await makeKey(tenant.ctx);
    const bearer = new Anthropic({ baseURL: api.url, apiKey: null, authToken: text });
    expect((await bearer.messages.create(ASK)).content).toEqual([TEXT]);
    const headers = { 'x-api-key': text, authorization: null };
    const other = new Anthropic({ baseURL: api.url, apiKey: text, defaultHeaders: headers });
    expect((await other.messages.create(ASK)).content).toEqual([TEXT]);
  });

  it('arrives whole: a plain system prompt, pictures, documents, results and what is cached', async () => {
    const cached = { cache_control: { type: 'ephemeral' as const } };
    const body: Anthropic.MessageCreateParamsNonStreaming = {
      ...ASK,
      system: 'Answer briefly.',
      tools: [{ name: 'tide', input_schema: { type: 'object' }, ...cached }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'url', url: 'https://example.com/quay.png' } },
            {
              type: 'document',
              source: { type: 'text', media_type: 'text/plain', data: 'Opens at eight.' },
              title: 'Hours',
              citations: { enabled: true },
              ...cached,
            },
            {
              type: 'search_result',
              source: 'hours',
              title: 'Hours',
              content: [{ type: 'text', text: 'Opens at eight.' }],
            },
            { type: 'text', text: 'When?', cache_control: { type: 'ephemeral', ttl: '5m' } },
          ],
        },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'toolu_1', name: 'tide', input: {} }],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'toolu_1',
              is_error: true,
              content: [
                {
                  type: 'image',
                  source: { type: 'base64', media_type: 'image/png', data: 'aGFyYm91cg==' },
                },
              ],
            },
          ],
        },
      ],
    };
    const cited = {
      ...TEXT,
      citations: [{ type: 'char_location', cited_text: 'eight', document_index: 0 }],
    };
    provider.reply = whole([cited]);
    expect((await client.messages.create(body)).content).toEqual([cited]);
    expect(provider.requests[0]?.body).toEqual(body);
    provider.reply = (response) => void response.writeHead(200).end('{"input_tokens": 42}');
    const { max_tokens: _, ...counted } = body;
    expect(await client.messages.countTokens(counted)).toEqual({ input_tokens: 42 });
    expect(provider.requests[1]?.body).toEqual(counted);
  });

  it('may come from the beta namespace, with its betas', async () => {
    const betas = ['interleaved-thinking-2025-05-14'];
    const message = await client.beta.messages.create({ ...ASK, betas });
    expect(message.content).toEqual([TEXT]);
    expect(provider.requests[0]?.headers['anthropic-beta']).toBe(betas[0]);
    expect(provider.requests[0]?.body).toEqual(ASK);
  });

  it('may be a loop of tools that the SDK runs', async () => {
    const use = { type: 'tool_use', id: 'toolu_1', name: 'tide', input: { port: 'Halden' } };
    provider.reply = (response, { body }) => {
      const { messages } = body as { messages: unknown[] };
      if (messages.length === 1) whole([use], { stop_reason: 'tool_use' })(response);
      else whole([TEXT])(response);
    };
    const asked: unknown[] = [];
    const tide = betaTool({
      name: 'tide',
      description: 'Height of the tide',
      inputSchema: {
        type: 'object',
        properties: { port: { type: 'string' } },
        required: ['port'],
      },
      run: (input) => {
        asked.push(input);
        return '2 m';
      },
    });
    const last = await client.beta.messages.toolRunner({ ...ASK, tools: [tide] });
    expect(asked).toEqual([use.input]);
    expect(last.content).toEqual([TEXT]);
    expect(provider.requests).toHaveLength(2);
  });
});

describe('a body', () => {
  const post = (key: string, body: BodyInit) =>
    fetch(`${api.url}/v1/messages`, { method: 'POST', headers: { 'x-api-key': key }, body });

  it('counts as a request whatever is in it, and is not read once the minute is over', async () => {
    const limits = { burstPerSecond: null, tokensPerMinute: 100_000, inFlight: null };
    const { text } = await makeKey(tenant.ctx, { limits: { ...limits, requestsPerMinute: 2 } });
    const asked = [];
    for (const body of ['{', '{"model":', '{']) asked.push((await post(text, body)).status);
    expect(asked).toEqual([400, 400, 429]);
  });

  it('is refused unread when the minute has no tokens for it', async () => {
    const limits = { requestsPerMinute: null, burstPerSecond: null, inFlight: null };
    const { text } = await makeKey(tenant.ctx, { limits: { ...limits, tokensPerMinute: 60 } });
    const paid = new Anthropic({ baseURL: api.url, apiKey: text, maxRetries: 0 });
    provider.reply = (response) =>
      void response.end(JSON.stringify(providerMessage([TEXT], { output_tokens: 50 })));
    await paid.messages.create(ASK);
    const status = await new Promise((resolve, reject) => {
      const headers = { 'x-api-key': text, 'content-length': '1000' };
      const never = request(`${api.url}/v1/messages`, { method: 'POST', headers });
      never.once('error', reject);
      never.once('response', (response) => {
        resolve(response.statusCode);
        never.destroy();
      });
      never.flushHeaders();
    });
    expect(status).toBe(429);
  });

  it('is not nested without end', async () => {
    const { text } = await makeKey(tenant.ctx);
    const use = '{"type":"tool_use","id":"t","name":"tide","input":';
    const deep = `${use}${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const messages = `[{"role":"assistant","content":[${deep}]}]`;
    const body = `{"model":"claude-haiku-5-5","max_tokens":9,"messages":${messages}}`;
    expect((await post(text, body)).status).toBe(400);
  });

  it('is as large as the plan’s context and its pictures need', async () => {
    const small = (await makeKey((await makeTenant('free')).ctx)).text;
    const padded = (content: unknown) =>
      JSON.stringify({ ...ASK, messages: [{ role: 'user', content }] });
    expect((await post(small, padded('word '.repeat(300_000)))).status).toBe(413);
    expect((await post(small, `[${'[],'.repeat(500_000)}[]]`)).status).toBe(413);
    const data = 'aGFy'.repeat(400_000);
    const source = { type: 'base64', media_type: 'image/png', data };
    expect((await post(small, padded([{ type: 'image', source }]))).status).not.toBe(413);
    expect((await post(small, Buffer.alloc(10 * 1024 * 1024, ' '))).status).toBe(413);
  });
});

describe('what comes', () => {
  const use = { type: 'tool_use', id: 'toolu_1', name: 'tide', input: { port: 'Halden' } };
  const events = () => providerEvents(providerMessage([TEXT, use]), [TEXT, use]);
  const ping = 'event: ping\ndata: {"type":"ping"}\n\n';

  it('streams every event of the provider, in its order, to who reads them raw', async () => {
    provider.reply = (response) =>
      void response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end([...events().slice(0, 1), ping, ...events().slice(1)].join(''));
    const types: string[] = [];
    let json = '';
    for await (const event of await client.messages.create({ ...ASK, stream: true })) {
      types.push(event.type);
      if (event.type === 'content_block_delta' && event.delta.type === 'input_json_delta')
        json += event.delta.partial_json;
    }
    expect(types[0]).toBe('message_start');
    expect(types.slice(-2)).toEqual(['message_delta', 'message_stop']);
    expect(types.filter((type) => type === 'content_block_stop')).toHaveLength(2);
    expect(JSON.parse(json)).toEqual(use.input);
  });

  it('a message that its caller gives up ends at the provider too', async () => {
    const stop = new AbortController();
    const ended = new Promise<void>((resolve) => {
      provider.reply = (response) => {
        response.once('close', () => resolve());
        stop.abort();
      };
    });
    const error = await thrown(client.messages.create(ASK, { signal: stop.signal }));
    expect(error).toBeInstanceOf(Anthropic.APIUserAbortError);
    await ended;
    const booked = () =>
      withTenantSql(tenant.ctx, (sql) =>
        sql('select outcome, estimated from ledger_entry where tenant_id = :tenant'),
      );
    await expect.poll(booked).toEqual([{ outcome: 'unknown', estimated: true }]);
  });

  it('a refusal is the SDK’s own error of its status', async () => {
    const slow = (
      await makeKey(tenant.ctx, {
        limits: {
          requestsPerMinute: 1,
          burstPerSecond: null,
          tokensPerMinute: null,
          inFlight: null,
        },
      })
    ).text;
    const limited = new Anthropic({ baseURL: api.url, apiKey: slow, maxRetries: 0 });
    await limited.messages.create(ASK);
    const rate = await thrown(limited.messages.create(ASK));
    expect(rate).toBeInstanceOf(Anthropic.RateLimitError);
    expect(rate).toMatchObject({ error: { type: 'error', error: { type: 'rate_limit_error' } } });
    const { headers } = rate as InstanceType<typeof Anthropic.RateLimitError>;
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('ratelimit')).toBe(`"key-minute";r=0;t=${headers.get('retry-after')}`);
    expect(headers.get('ratelimit-policy')).toBe('"key-minute";q=1;w=60');

    const wrong = new Anthropic({ baseURL: api.url, apiKey: 'ten_free_x', maxRetries: 0 });
    expect(await thrown(wrong.messages.create(ASK))).toBeInstanceOf(Anthropic.AuthenticationError);
    const unknown = client.messages.create({ ...ASK, model: 'claude-x' });
    expect(await thrown(unknown)).toBeInstanceOf(Anthropic.NotFoundError);
    const empty = client.messages.create({ ...ASK, messages: [] });
    expect(await thrown(empty)).toBeInstanceOf(Anthropic.BadRequestError);
    provider.reply = (response) => void response.writeHead(529).end('{}');
    const busy = await thrown(client.messages.create(ASK));
    expect(busy).toBeInstanceOf(Anthropic.InternalServerError);
    expect(busy).toMatchObject({ status: 529, error: { error: { type: 'overloaded_error' } } });
  });

  it('the SDK tries again by itself what was overloaded for a moment', async () => {
    let calls = 0;
    provider.reply = (response) => {
      calls += 1;
      if (calls === 1) response.writeHead(529).end('{}');
      else whole([TEXT])(response);
    };
    const patient = client.withOptions({ maxRetries: 2 });
    expect((await patient.messages.create(ASK)).content).toEqual([TEXT]);
    expect(calls).toBe(2);
  });

  it('models are listed to the end', async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('claude-haiku-5-5');
  });
});
