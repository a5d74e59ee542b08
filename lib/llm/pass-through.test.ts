import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  providerEvents,
  providerMessage,
  type RecordingProvider,
  startRecordingProvider,
} from '@/e2e/support/api/recording-provider';
import { mintedReservations } from '@/lib/budget/minted-reservations';
import { ReservationClass } from '@/lib/budget/reservation';
import { newId } from '@/lib/ids';
import { passThrough } from './pass-through';
import { upstreamOf } from './upstream/upstream';

const MODEL = 'claude-haiku-5-5';
const TEXT = [{ type: 'text', text: 'The harbour office opens at eight.' }];
const call = {
  model: MODEL,
  maxTokens: 100,
  inputTokenBound: 100,
  streamed: true,
  hourCache: false,
  body: Buffer.from('{}'),
  headers: {},
};
let provider: RecordingProvider;

beforeAll(async () => {
  provider = await startRecordingProvider();
});
afterAll(() => provider.stop());

function reserve(tenantId: string) {
  const reservation = new ReservationClass({
    id: newId(),
    tenantId,
    requestId: newId(),
    callOrdinal: 0,
    model: MODEL,
    inputTokenBound: 100,
    maxOutputTokens: 100,
    caches: false,
    prices: { cost: 1, price: 2 },
    account: 'platform',
  });
  mintedReservations.add(reservation);
  return reservation;
}

it('stops for a reader that takes nothing any more, of which the provider knows nothing', async () => {
  const account = { baseURL: provider.url, apiKey: newId() };
  const tenantId = newId();
  for (let i = 0; i < 5; i += 1) {
    const closed = new Promise<void>((resolve) => {
      provider.reply = (response) => {
        response.once('close', () => resolve());
        const [start = '', begin = ''] = providerEvents(providerMessage(TEXT), TEXT);
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(start + begin);
      };
    });
    const never = {
      write: (_: string, stopping: AbortSignal) =>
        new Promise<void>((_resolve, reject) => {
          stopping.addEventListener('abort', () => reject(stopping.reason), { once: true });
        }),
      last: async () => undefined,
    };
    const { signal } = new AbortController();
    const outcome = await passThrough(
      reserve(tenantId),
      call,
      { signal, account, idleTimeoutMs: 50 },
      never,
    );
    expect(outcome).toMatchObject({ status: 'incomplete', error: { code: 'cancelled' } });
    await closed;
  }
  expect(upstreamOf(account, MODEL).refusal(tenantId)).toBeUndefined();
});
