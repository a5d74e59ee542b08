import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mintedReservations } from '@/lib/budget/minted-reservations';
import { type Reservation, ReservationClass } from '@/lib/budget/reservation';
import { clock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { processState } from '@/lib/process-state';
import { type LocalModel, startLocalModel } from './local/local-model';
import { DEFAULT_SETTINGS } from './local/settings';
import type { ModelCall } from './model-call';
import type { ModelEvent, ModelOutcome } from './model-event';
import { type StreamOptions, streamModel } from './stream-model';
import { inputTokenBound } from './token-bound';
import { upstreamOf } from './upstream/upstream';

const call: ModelCall = {
  model: 'claude-sonnet-5-5',
  maxTokens: 5_000,
  system: [{ type: 'text', text: 'You answer from documents.', cache: '5m' }],
  messages: [
    {
      role: 'user',
      content: [
        {
          type: 'search_result',
          source: 'chunk-1',
          title: 'Pump manual',
          content: ['Close the valve first.', 'The warranty of a pump lasts 36 months.'],
        },
        { type: 'text', text: 'How long does the warranty of a pump last?' },
      ],
    },
  ],
};
let model: LocalModel;
let apiKey: string;

beforeAll(async () => {
  model = await startLocalModel({ cacheMinTokens: 1 });
});
afterAll(() => model.close());
beforeEach(() => {
  // An account of its own, whose breaker has seen no other test's failures.
  apiKey = newId();
  model.configure({
    ...DEFAULT_SETTINGS,
    firstTokenMs: 0,
    tokensPerSecond: Infinity,
  });
  model.log.clear();
});

function reserve(facts: Partial<Reservation> = {}): Reservation {
  const reservation = new ReservationClass({
    id: newId(),
    tenantId: newId(),
    requestId: newId(),
    callOrdinal: 0,
    model: call.model,
    inputTokenBound: inputTokenBound(call),
    maxOutputTokens: call.maxTokens,
    caches: true,
    prices: { cost: 1, price: 2 },
    account: 'platform',
    ...facts,
  });
  mintedReservations.add(reservation);
  return reservation;
}

interface Run {
  events: ModelEvent[];
  outcome: ModelOutcome;
}

async function run(
  options: Partial<StreamOptions> & { call?: ModelCall; onEvent?: () => void | Promise<void> } = {},
  reservation = reserve(),
): Promise<Run> {
  const signal = options.signal ?? new AbortController().signal;
  const account = options.account ?? { baseURL: model.url, apiKey };
  const stream = streamModel(reservation, options.call ?? call, { ...options, signal, account });
  const events: ModelEvent[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done) return { events, outcome: next.value };
    events.push(next.value);
    await options.onEvent?.();
  }
}

describe('a complete answer', () => {
  it('comes as text and citations, with the usage that the provider logs', async () => {
    const reservation = reserve();
    const { events, outcome } = await run({}, reservation);
    const text = events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('');
    expect(text).toBe('The documents say: “The warranty of a pump lasts 36 months.”');
    expect(events.at(-1)).toEqual({
      type: 'citation',
      citation: {
        searchResultIndex: 0,
        startBlockIndex: 1,
        endBlockIndex: 2,
        citedText: 'The warranty of a pump lasts 36 months.',
        source: 'chunk-1',
      },
    });
    const [entry] = model.log.entries;
    expect(outcome).toMatchObject({ status: 'complete', stopReason: 'end_turn', usageKnown: true });
    expect(outcome.producedBytes).toBe(Buffer.byteLength(text));
    expect(outcome.providerRequestId).toBe(entry?.requestId);
    expect(entry).toMatchObject({ ...outcome.usage, clientRequestId: reservation.id });
  });

  it('reports cache writes, and reads of the same key alone', async () => {
    const account = { baseURL: model.url, apiKey: newId() };
    const first = await run({ account });
    expect(first.outcome.usage.cacheWrite5mTokens).toBeGreaterThan(0);
    const second = await run({ account });
    expect(second.outcome.usage.cacheReadTokens).toBe(first.outcome.usage.cacheWrite5mTokens);
    const other = await run({ account: { ...account, apiKey: newId() } });
    expect(other.outcome.usage.cacheReadTokens).toBe(0);
  });

  it('carries a tool call with its input', async () => {
    const tool = {
      name: 'look_up',
      description: 'Looks up.',
      inputSchema: {
        type: 'object' as const,
        properties: { q: { type: 'string' } },
        required: ['q'],
      },
    };
    const asked: ModelCall = { ...call, tools: [tool], toolChoice: { type: 'any' } };
    const bound = inputTokenBound(asked);
    const { events, outcome } = await run({ call: asked }, reserve({ inputTokenBound: bound }));
    expect(events).toMatchObject([
      {
        type: 'tool_use',
        name: 'look_up',
        input: { q: 'How long does the warranty of a pump last?' },
      },
    ]);
    expect(outcome.stopReason).toBe('tool_use');
    expect(outcome.content).toEqual(events);
  });
});

describe('an answer that does not end', () => {
  it('is incomplete when it is stopped, with the text so far', async () => {
    model.configure({ outputTokens: 4_000, tokensPerSecond: 500 });
    const stop = new AbortController();
    const { events, outcome } = await run({ signal: stop.signal, onEvent: () => stop.abort() });
    expect(outcome).toMatchObject({
      status: 'incomplete',
      usageKnown: false,
      error: { code: 'cancelled' },
    });
    expect(outcome.usage.inputTokens + outcome.usage.cacheReadTokens).toBeGreaterThan(0);
    expect(outcome.content).toMatchObject([
      { type: 'text', text: (events[0] as { text: string }).text },
    ]);
    await expect.poll(() => model.log.entries[0]?.ended).toBe(true);
    expect(model.log.entries[0]?.finished).toBe(false);
  });

  it('is incomplete when the socket is cut, before or within the answer', async () => {
    for (const afterTokens of [0, 5]) {
      model.configure({ fault: { kind: 'cut', afterTokens } });
      const { outcome } = await run();
      expect(outcome).toMatchObject({
        status: 'incomplete',
        usageKnown: false,
        error: { code: 'model_unavailable' },
      });
      expect(outcome.producedBytes > 0).toBe(afterTokens > 0);
    }
    expect(model.log.entries).toHaveLength(2);
  });

  it('is incomplete when the provider falls silent and the caller gives up, or the time does', async () => {
    model.configure({ fault: { kind: 'stall', afterTokens: 5 } });
    const stop = new AbortController();
    const stopped = await run({ signal: stop.signal, onEvent: () => stop.abort() });
    expect(stopped.outcome).toMatchObject({ status: 'incomplete', error: { code: 'cancelled' } });
    const timed = await run({ idleTimeoutMs: 50 });
    expect(timed.outcome).toMatchObject({
      status: 'incomplete',
      error: { code: 'model_unavailable' },
    });
  });

  it('is stopped when whoever takes it does not ask for more, of which the provider knows nothing', async () => {
    model.configure({ outputTokens: 4_000, tokensPerSecond: 500 });
    const account = { baseURL: model.url, apiKey };
    const tenantId = newId();
    for (let i = 0; i < 5; i += 1) {
      const onEvent = () => expect.poll(() => model.log.entries[i]?.ended).toBe(true);
      // Longer than a busy machine takes to the first token, which would be the provider's silence.
      const options = { account, idleTimeoutMs: 500, onEvent };
      const { outcome } = await run(options, reserve({ tenantId }));
      expect(outcome).toMatchObject({ status: 'incomplete', error: { code: 'cancelled' } });
    }
    expect(upstreamOf(account, call.model).refusal(tenantId)).toBeUndefined();
  });

  it('is incomplete without message_stop, although the usage is known', async () => {
    model.configure({ fault: { kind: 'no_stop' } });
    const { outcome } = await run();
    expect(outcome).toMatchObject({ status: 'incomplete', usageKnown: true });
    expect(outcome.usage.outputTokens).toBe(model.log.entries[0]?.outputTokens);
  });

  it('is incomplete after an error inside the stream, and is not tried again', async () => {
    model.configure({ fault: { kind: 'stream_error', afterTokens: 5 } });
    const { outcome } = await run();
    expect(outcome).toMatchObject({ status: 'incomplete', error: { code: 'model_overloaded' } });
    expect(model.log.entries).toHaveLength(1);
  });
});

describe('a refused call', () => {
  it('is tried once more within the reservation', async () => {
    model.configure({ fault: { kind: 'status', status: 529, times: 1 } });
    const { outcome } = await run();
    expect(outcome.status).toBe('complete');
    expect(model.log.entries.map((entry) => entry.status)).toEqual([529, 200]);
  });

  it('fails for free the second time', async () => {
    model.configure({ fault: { kind: 'status', status: 429, retryAfter: 0 } });
    const { outcome } = await run();
    expect(outcome).toMatchObject({
      status: 'failed',
      usageKnown: true,
      usage: { inputTokens: 0, outputTokens: 0 },
      error: { code: 'model_overloaded' },
    });
    expect(model.log.entries).toHaveLength(2);
  });

  it('is not tried again when the provider wants a longer wait', async () => {
    model.configure({ fault: { kind: 'status', status: 429, retryAfter: 30 } });
    const { outcome } = await run();
    expect(outcome.error).toMatchObject({ code: 'model_overloaded', retryAfter: 30 });
    expect(model.log.entries).toHaveLength(1);
  });

  it('tries again only while the caller’s time lasts', async () => {
    model.configure({ fault: { kind: 'status', status: 529, retryAfter: 1, times: 1 } });
    const { outcome } = await run({ retryUntil: clock().now() + 900 });
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'model_overloaded' } });
    expect(model.log.entries).toHaveLength(1);
  });

  it('fails without a retry for other statuses', async () => {
    for (const [status, code] of [
      [400, 'invalid_input'],
      [401, 'model_unavailable'],
      [500, 'model_unavailable'],
    ] as const) {
      model.configure({ fault: { kind: 'status', status } });
      model.log.clear();
      const { outcome } = await run();
      expect(outcome).toMatchObject({ status: 'failed', error: { code } });
      expect(model.log.entries).toHaveLength(1);
    }
  });

  it('is no refusal when a gateway gave up on the provider, or the provider on itself', async () => {
    const timeout = { type: 'error', error: { type: 'timeout_error', message: 'Timed out.' } };
    let [status, body] = [0, ''];
    const gateway = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(status).end(body));
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const { port } = gateway.address() as AddressInfo;
    for ([status, body] of [
      [502, '<h1>Bad gateway</h1>'],
      [503, ''],
      [504, 'upstream request timeout'],
      [504, JSON.stringify(timeout)],
      [408, ''],
    ] as const) {
      const account = { baseURL: `http://127.0.0.1:${port}`, apiKey: newId() };
      const { outcome } = await run({ account });
      expect(outcome).toMatchObject({
        status: 'incomplete',
        usageKnown: false,
        error: { code: 'model_unavailable' },
      });
    }
    gateway.close();
  });

  it('fails for free when nobody listens', async () => {
    const gone = await startLocalModel();
    await gone.close();
    const { outcome } = await run({ account: { baseURL: gone.url, apiKey: 'a' } });
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'model_unavailable' } });
  });

  it('follows the endpoint to no other host', async () => {
    const moved = createServer((_, response) => {
      response.writeHead(307, { location: `${model.url}/v1/messages` }).end();
    });
    await new Promise<void>((resolve) => moved.listen(0, '127.0.0.1', resolve));
    const { port } = moved.address() as AddressInfo;
    const account = { baseURL: `http://127.0.0.1:${port}`, apiKey: 'local' };
    const { outcome } = await run({ account });
    moved.close();
    expect(outcome.error?.code).toBe('model_unavailable');
    expect(model.log.entries).toHaveLength(0);
  });

  it('sends nothing when the signal was aborted before', async () => {
    const { outcome } = await run({ signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
    expect(model.log.entries).toHaveLength(0);
  });
});

describe('an upstream that fails', () => {
  const [a, b] = [newId(), newId()];
  const callOf = async (tenantId: string, times: number, own = false) => {
    let outcome: ModelOutcome | undefined;
    for (let i = 0; i < times; i += 1) {
      const account = { baseURL: model.url, apiKey, ...(own && { tenantId }) };
      const hold = reserve({ tenantId, account: own ? 'own' : 'platform' });
      outcome = (await run({ account }, hold)).outcome;
    }
    return outcome;
  };

  it('is asked nothing for a while after it failed several tenants', async () => {
    model.configure({ fault: { kind: 'status', status: 500 } });
    await callOf(a, 3);
    await callOf(b, 2);
    expect(await callOf(newId(), 1)).toMatchObject({
      status: 'failed',
      error: { code: 'model_unavailable', retryAfter: 10 },
    });
    expect(model.log.entries).toHaveLength(5);
  });

  it('is asked twice for a few calls and not for all of them', async () => {
    model.configure({ fault: { kind: 'status', status: 529, retryAfter: 0 } });
    await callOf(a, 12);
    expect(model.log.entries).toHaveLength(12 + 3);
  });

  it('is still asked for others when one tenant’s requests are always invalid', async () => {
    const tenant = newId();
    model.configure({ fault: { kind: 'status', status: 400, times: 10 } });
    await callOf(tenant, 10);
    expect(await callOf(tenant, 1)).toMatchObject({
      status: 'failed',
      error: { code: 'rate_limited', limit: { name: 'invalid_requests_in_a_row' } },
    });
    expect(await callOf(b, 1)).toMatchObject({ status: 'complete' });
    expect(model.log.entries).toHaveLength(11);
  });

  it('is still asked for others when one tenant’s own key is refused', async () => {
    const tenant = newId();
    model.configure({ fault: { kind: 'status', status: 401, times: 3 } });
    await callOf(tenant, 3, true);
    expect(await callOf(tenant, 1, true)).toMatchObject({
      error: { code: 'model_unavailable', limit: { name: 'refused_model_account' } },
    });
    expect(await callOf(b, 1)).toMatchObject({ status: 'complete' });
    expect(model.log.entries).toHaveLength(4);
  });
});

describe('the reservation', () => {
  it('must be minted, unused and as large as the call', async () => {
    const forged = new ReservationClass({ ...reserve() });
    await expect(run({}, forged)).rejects.toThrow(/needs a reservation/);
    await expect(run({}, reserve({ model: 'claude-haiku-5-5' }))).rejects.toThrow(/is for/);
    await expect(run({}, reserve({ maxOutputTokens: 4_999 }))).rejects.toThrow(/produce more/);
    const small = reserve({ inputTokenBound: inputTokenBound(call) - 1 });
    await expect(run({}, small)).rejects.toThrow(/larger than was reserved/);
    const uncached = reserve({ caches: false });
    await expect(run({}, uncached)).rejects.toThrow(/asks for a cache/);
    const used = reserve();
    await run({}, used);
    await expect(run({}, used)).rejects.toThrow(/used already/);
    expect(model.log.entries).toHaveLength(1);
  });

  it('stays unused, and so uncharged, while there is no account to call', async () => {
    const slot = processState('llm.local', (): { model?: Promise<never> } => ({}));
    slot.model = Promise.reject(new Error('no free port'));
    const unused = reserve();
    const { signal } = new AbortController();
    await expect(streamModel(unused, call, { signal }).next()).rejects.toThrow('no free port');
    slot.model = undefined;
    expect(unused.consumed).toBe(false);
  });
});
