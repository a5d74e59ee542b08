import { describe, expect, it } from 'vitest';
import { looksLikeJson, parseJson } from './parse-json';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const bucket = (day: string, results: unknown[]) => ({
  starting_at: `${day}T00:00:00Z`,
  ending_at: `${day}T23:59:59Z`,
  results,
});
const page = (data: unknown[], more = false) => ({ data, has_more: more, next_page: null });
const usage = {
  model: 'claude-haiku-5-5-20260901',
  service_tier: 'batch',
  api_key_id: 'key',
  uncached_input_tokens: 7,
  output_tokens: 3,
  cache_read_input_tokens: 0,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
};
const cost = {
  amount: '123.45',
  currency: 'USD',
  cost_type: 'tokens',
  model: 'claude-haiku-5-5',
  service_tier: 'standard',
  token_type: 'output_tokens',
};

describe('a saved answer of the Admin API', () => {
  it('of usage, in pages', () => {
    const report = parseJson(
      bytes([page([bucket('2026-02-01', [usage])], true), page([bucket('2026-02-02', [])])]),
      'usage.json',
    );
    expect(report).toMatchObject({ kind: 'usage', fromDay: '2026-02-01', toDay: '2026-02-02' });
    expect(report.rows.map(({ tokenType, tokens }) => [tokenType, tokens])).toEqual([
      ['uncached_input_tokens', 7],
      ['output_tokens', 3],
    ]);
    expect(report.rows[0]).toMatchObject({ model: 'claude-haiku-5-5', batch: true });
  });

  it('of costs', () => {
    const report = parseJson(bytes(page([bucket('2026-02-01', [cost])])), 'cost.json');
    expect(report).toMatchObject({ kind: 'cost', rows: [{ cents: '123.45' }] });
  });

  it.each([
    ['a page is missing', page([bucket('2026-02-01', [usage])], true), /there are more/],
    ['no day', page([]), /no day/],
    [
      'a number too few',
      page([bucket('2026-02-01', [{ ...usage, output_tokens: -1 }])]),
      /output_tokens/,
    ],
    ['another currency', page([bucket('2026-02-01', [{ ...cost, currency: 'EUR' }])]), /neither/],
    ['something else', { hello: 'world' }, /neither/],
  ])('is refused: %s', (_what, value, words) => {
    expect(() => parseJson(bytes(value), 'x.json')).toThrow(words);
  });

  it('is told from CSV by how it begins', () => {
    expect(looksLikeJson(Buffer.from(' \n{"data":[]}'))).toBe(true);
    expect(looksLikeJson(Buffer.from('\uFEFF[1]'))).toBe(true);
    expect(looksLikeJson(Buffer.from('usage_date_utc,model\r\n'))).toBe(false);
  });
});
