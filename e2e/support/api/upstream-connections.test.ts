import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeKey } from '@/e2e/support/make-key';
import { makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { setModelAccount } from '@/lib/placement/set-model-account';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { type ApiServer, startApiServer } from './api-server';
import {
  providerEvents,
  providerMessage,
  type RecordingProvider,
  startRecordingProvider,
} from './recording-provider';

let api: ApiServer;
let provider: RecordingProvider;
let client: Anthropic;

const TEXT = [{ type: 'text', text: 'The harbour office opens at eight.' }];
const EVENTS = providerEvents(providerMessage(TEXT), TEXT).join('');
const ASK = {
  model: 'claude-haiku-5-5',
  max_tokens: 200,
  messages: [{ role: 'user' as const, content: 'When does the harbour office open?' }],
};

beforeAll(async () => {
  provider = await startRecordingProvider();
  api = await startApiServer();
  const { ctx } = await makeTenant('enterprise');
  const operator = await verifyPlatformSession((await makePerson('operator')).session);
  await setModelAccount(operator, {
    tenantId: ctx.tenantId,
    apiKey: `sk-${newId()}`,
    baseUrl: provider.url,
    reason: 'a test',
  });
  const { text } = await makeKey(ctx, {});
  client = new Anthropic({ baseURL: api.url, apiKey: text, maxRetries: 0 });
});
afterAll(async () => {
  await api.stop();
  await provider.stop();
  await closePools();
});

async function asked(stream: boolean): Promise<void> {
  if (stream) await client.messages.stream(ASK).finalMessage();
  else await client.messages.create(ASK);
}

it('an answer that is complete leaves its connection to the next, streamed or whole', async () => {
  const sockets = new Set<unknown>();
  provider.reply = (response, { body }) => {
    sockets.add(response.socket);
    if ((body as { stream?: boolean }).stream)
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(EVENTS);
    else response.writeHead(200).end(JSON.stringify(providerMessage(TEXT)));
  };
  for (const stream of [true, true, false, true]) await asked(stream);
  expect(sockets.size).toBe(1);
});

it('one that goes on after its end is cut off', async () => {
  let opened: ServerResponse | undefined;
  provider.reply = (response) => {
    opened = response;
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(EVENTS);
  };
  await asked(true);
  const closed = opened && once(opened, 'close');
  opened?.write(EVENTS);
  await closed;
});

it('one that never ends is cut off', async () => {
  let closed: Promise<unknown> | undefined;
  provider.reply = (response) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(EVENTS);
  };
  await asked(true);
  await closed;
});
