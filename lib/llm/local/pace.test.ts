import Anthropic from '@anthropic-ai/sdk';
import { expect, it } from 'vitest';
import { SimulatedClock, setClock } from '@/lib/clock';
import { startLocalModel } from './local-model';

it('takes the time of its settings, on a simulated clock without waiting', async () => {
  const restore = setClock(new SimulatedClock(1_000_000));
  const model = await startLocalModel({ outputTokens: 4_000 });
  try {
    const client = new Anthropic({ baseURL: model.url, apiKey: 'a' });
    await client.messages.create({
      model: 'claude-haiku-5-5',
      max_tokens: 8_000,
      messages: [{ role: 'user', content: 'Anything' }],
    });
    const [entry] = model.log.entries;
    // 120 ms to the first token, then 4,000 tokens at 400 a second.
    expect((entry?.endedAt ?? 0) - (entry?.at ?? 0)).toBeCloseTo(10_120, 0);
  } finally {
    await model.close();
    restore();
  }
});
