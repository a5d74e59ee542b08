import { describe, expect, it } from 'vitest';
import { ReservationClass } from '@/lib/budget/reservation';
import { AppError } from '@/lib/errors';
import type { ModelOutcome } from '@/lib/llm/model-event';
import { NO_USAGE } from '@/lib/metering/price-book';
import { settlementOf } from './settlement';

const reservation = new ReservationClass({
  id: 'a',
  tenantId: 't',
  requestId: 'r',
  callOrdinal: 0,
  model: 'm',
  inputTokenBound: 900,
  heldInputTokens: 700,
  maxOutputTokens: 300,
  prices: { cost: 1, price: 2 },
  account: 'platform',
});
const TOLD = { ...NO_USAGE, inputTokens: 100, outputTokens: 40 };
const outcome = (changes: Partial<ModelOutcome>): ModelOutcome => ({
  status: 'complete',
  usage: TOLD,
  usageKnown: true,
  producedBytes: 160,
  content: [],
  ...changes,
});
const lost = (changes: Partial<ModelOutcome>) =>
  outcome({
    ...{ status: 'incomplete', usage: NO_USAGE, usageKnown: false, producedBytes: 0 },
    ...changes,
  });
const usage = (changes: Partial<typeof TOLD>) => outcome({ usage: { ...TOLD, ...changes } });

describe('what an outcome is charged', () => {
  it.each<[string, ModelOutcome | undefined, ReturnType<typeof settlementOf>]>([
    ['nothing is known', undefined, { outcome: 'unknown', usage: undefined, estimated: true }],
    [
      'it was refused',
      outcome({ status: 'failed' }),
      { outcome: 'failed', usage: NO_USAGE, estimated: false },
    ],
    [
      'it was sent and nothing came of it',
      lost({ error: new AppError('model_unavailable', 'A gateway gave up.') }),
      { outcome: 'unknown', usage: undefined, estimated: true },
    ],
    [
      'it was stopped before anything came',
      lost({ error: new AppError('cancelled', 'Stopped.') }),
      { outcome: 'incomplete', usage: { ...NO_USAGE, inputTokens: 700 }, estimated: true },
    ],
    ['the provider told', outcome({}), { outcome: 'complete', usage: TOLD, estimated: false }],
    [
      'more came than was held',
      usage({ inputTokens: 5_000 }),
      { outcome: 'complete', usage: { ...TOLD, inputTokens: 5_000 }, estimated: false },
    ],
    [
      'more was read from a cache than was new',
      usage({ inputTokens: 1, cacheReadTokens: 600 }),
      {
        outcome: 'complete',
        usage: { ...TOLD, inputTokens: 1, cacheReadTokens: 600 },
        estimated: false,
      },
    ],
    [
      'the client left',
      outcome({ status: 'incomplete', usageKnown: false, producedBytes: 90 }),
      { outcome: 'incomplete', usage: { ...TOLD, outputTokens: 90 }, estimated: true },
    ],
    [
      'it broke off after more bytes than it may have tokens',
      outcome({ status: 'incomplete', usageKnown: false, producedBytes: 9_000 }),
      { outcome: 'incomplete', usage: { ...TOLD, outputTokens: 300 }, estimated: true },
    ],
    [
      'fewer tokens are told than the text can have',
      outcome({ producedBytes: 40 * 128 + 1 }),
      { outcome: 'complete', usage: { ...TOLD, outputTokens: 300 }, estimated: true },
    ],
    [
      'its figures do not add up',
      outcome({ usageContradicts: true }),
      { outcome: 'complete', usage: TOLD, estimated: true },
    ],
    [
      'no input is told',
      usage({ inputTokens: 0 }),
      {
        outcome: 'complete',
        usage: { ...NO_USAGE, inputTokens: 700, outputTokens: 40 },
        estimated: true,
      },
    ],
  ])('when %s', (_, given, expected) => {
    expect(settlementOf(reservation, given)).toEqual(expected);
  });

  it.each([Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY, 1e15])(
    'takes the bound where the provider says %s',
    (figure) => {
      expect(settlementOf(reservation, usage({ outputTokens: figure }))).toEqual({
        outcome: 'complete',
        usage: { ...TOLD, outputTokens: 300 },
        estimated: true,
      });
      for (const kind of ['inputTokens', 'cacheReadTokens', 'cacheWrite1hTokens'] as const)
        expect(settlementOf(reservation, usage({ [kind]: figure }))).toEqual({
          outcome: 'complete',
          usage: { ...NO_USAGE, inputTokens: 700, outputTokens: 40 },
          estimated: true,
        });
    },
  );
});
