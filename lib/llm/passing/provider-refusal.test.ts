import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { newId } from '@/lib/ids';
import { readRefusal } from './provider-refusal';

const PLATFORM = { baseURL: 'http://model.test', apiKey: 'k' };
const OWN = { ...PLATFORM, tenantId: newId() };

function answer(status: number, message: string, headers = {}): IncomingMessage {
  const body = JSON.stringify({ type: 'error', error: { type: 'x', message } });
  return Object.assign(Readable.from([Buffer.from(body)]), {
    statusCode: status,
    headers,
  }) as unknown as IncomingMessage;
}

const tools = (name: string) => Buffer.from(JSON.stringify({ tools: [{ name }] }));

describe('what the provider says of the platform’s account', () => {
  it.each([
    'Your credit balance is too low to access the API. Go to Plans & Billing.',
    'This organization has been disabled.',
    "The 'workspace' of this request is archived.",
    'key.api_key is not of this organization.',
  ])('stays here: %s', async (message) => {
    const { error } = await readRefusal(answer(400, message), PLATFORM, tools('look_up'));
    expect(error).toMatchObject({
      code: 'invalid_input',
      message: 'The model did not accept this request.',
    });
  });

  it('stays here also where a tool has the name of one of its words', async () => {
    const { error } = await readRefusal(
      answer(400, 'Your credit balance is too low.'),
      PLATFORM,
      tools('credit balance'),
    );
    expect(error.message).toBe('The model did not accept this request.');
  });

  it('is not what a request calls its own tools', async () => {
    for (const message of [
      'tools.0.custom.account_plan: this name is taken',
      "tool 'account_plan' is not allowed here",
    ]) {
      const { error } = await readRefusal(answer(400, message), PLATFORM, tools('account_plan'));
      expect(error.message).toBe(message);
    }
  });
});

it.each([
  [429, 'rate_limited', 'model_overloaded'],
  [529, 'model_overloaded', 'model_overloaded'],
  [404, 'not_found', 'not_found'],
  [401, 'model_unavailable', 'model_unavailable'],
  [500, 'model_unavailable', 'model_unavailable'],
] as const)(
  'status %i of an account of one’s own is %s, of the platform’s %s',
  async (status, own, platform) => {
    const say = () => answer(status, 'Of your account.', { 'retry-after': '7' });
    const told = await readRefusal(say(), OWN, tools('t'));
    expect(told.error.code).toBe(own);
    if (status !== 529) expect(told.error.message).toBe('Of your account.');
    const other = await readRefusal(say(), PLATFORM, tools('t'));
    expect(other.error.code).toBe(platform);
    expect(other.error.message).not.toContain('account');
    if (status === 429) expect(told.error.retryAfter).toBe(7);
  },
);
