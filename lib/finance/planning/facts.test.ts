import { expect, it } from 'vitest';
import { parsePercent } from './facts';

it('takes a percentage of at most two decimals, and nothing else', () => {
  const taken = ['0', '10', ' 12.5 ', '+0.01', '-100', '1000', '-0'].map(parsePercent);
  expect(taken).toEqual([0, 1_000, 1_250, 1, -10_000, 100_000, 0]);
  const refused = ['', 'abc', '1e3', '0x10', '12,5', '0.001', '-100.01', '1000.01', '20000', '--1'];
  expect(refused.filter((text) => parsePercent(text) !== undefined)).toEqual([]);
});
