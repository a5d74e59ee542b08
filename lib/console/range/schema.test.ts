import { describe, expect, it } from 'vitest';
import { bucketsOf, parseRange } from './schema';

const NOW = Date.parse('2026-11-21T04:17:23.456Z');

describe('parseRange', () => {
  it('begins at a whole bucket, so that tables and charts count the same rows', () => {
    for (const range of ['1h', '24h', '7d', '14d', '30d']) {
      const parsed = parseRange({ range }, NOW);
      expect(parsed.preset).toBe(range);
      expect(Date.parse(parsed.from) % parsed.stepMs).toBe(0);
      expect(bucketsOf(parsed).length).toBeLessThanOrEqual(62);
      const last = bucketsOf(parsed).at(-1) ?? 0;
      expect(last).toBeLessThan(NOW);
      expect(last + parsed.stepMs).toBeGreaterThanOrEqual(NOW);
    }
  });

  it('reads moments and days in UTC', () => {
    const range = parseRange({ from: '2026-11-01', to: '2026-11-02T06:00Z' }, NOW);
    expect(range).toMatchObject({
      preset: 'custom',
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-11-02T06:00:00.000Z',
    });
    expect(parseRange({ from: '2026-11-01T10:30', to: '2026-11-01T11:00' }, NOW).from).toBe(
      '2026-11-01T10:30:00.000Z',
    );
  });

  it('falls back on what cannot be read', () => {
    const bad = [
      { range: 'forever' },
      { from: '2026-11-02', to: '2026-11-01' },
      { from: "'; drop", to: 'x' },
      { from: ['2026-11-01', '2026-11-02'], to: '2026-11-03' },
      { from: '2026-13-45', to: '2026-11-03' },
    ];
    for (const params of bad) expect(parseRange(params, NOW).preset).toBe('24h');
  });

  it('bounds the span, however long the one asked for', () => {
    const range = parseRange({ from: '1970-01-01', to: '2026-11-01' }, NOW);
    expect(bucketsOf(range).length).toBeLessThanOrEqual(62);
  });
});
