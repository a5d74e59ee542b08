import { describe, expect, it } from 'vitest';
import { NOTHING } from './fleet-figures';
import { healthOf } from './health';

const NOW = Date.parse('2026-11-10T00:00:00Z');
const ROW = {
  ...NOTHING,
  requests: 100,
  latencyP95: 3_000,
  state: 'active' as const,
  before: { ...NOTHING, requests: 100, latencyP95: 2_900 },
  budget: null,
  breaker: null,
};
const health = (change: Partial<typeof ROW> | object, contained = false) =>
  healthOf({ ...ROW, ...change }, contained, NOW);

describe('health', () => {
  it('is one word, the worst that holds, with every reason for it', () => {
    expect(health({})).toEqual({ health: 'healthy', complaints: [] });
    expect(health({ requests: 0, before: NOTHING, latencyP95: null }).health).toBe('idle');
    expect(health({ errors: 30 })).toMatchObject({
      health: 'failing',
      complaints: [{ kind: 'errors', share: 0.3 }],
    });
    expect(health({ breaker: 'open' as const }).health).toBe('failing');
    expect(health({ errors: 3, refusals: 40 }).complaints.map(({ kind }) => kind)).toEqual([
      'errors',
      'refused',
    ]);
    expect(health({ latencyP95: 9_000 })).toMatchObject({
      health: 'strained',
      complaints: [{ kind: 'slower' }],
    });
    expect(health({}, true).health).toBe('held_back');
    expect(health({ state: 'suspended' as const }).health).toBe('held_back');
  });

  it('counts errors and waiting among what was not refused', () => {
    const flooded = { requests: 1_000, refusals: 980, errors: 10, waited: 5 };
    expect(health(flooded)).toMatchObject({
      health: 'failing',
      complaints: [
        { kind: 'errors', share: 0.5 },
        { kind: 'waited', share: 0.25 },
        { kind: 'refused' },
      ],
    });
    expect(health({ requests: 100, refusals: 95, errors: 4 })).toMatchObject({
      health: 'strained',
      complaints: [{ kind: 'refused' }],
    });
  });

  it('does not speak of shares of a handful', () => {
    expect(health({ requests: 5, errors: 4 }).health).toBe('healthy');
  });

  it('warns of a budget that ends within three days', () => {
    const budget = {
      usedNano: '1',
      limitNano: '2',
      usedShare: 0.5,
      burnNano: '1',
      projectedNano: '9',
    };
    const ends = (days: number) => new Date(NOW + days * 86_400_000).toISOString();
    expect(health({ budget: { ...budget, endsAt: ends(2) } }).health).toBe('strained');
    expect(health({ budget: { ...budget, endsAt: ends(5) } }).health).toBe('healthy');
  });
});
