import { expect, it } from 'vitest';
import { marginShare } from './sum-cells';

const share = (priceNano: string, marginNano: string) =>
  marginShare({ priceNano, marginNano } as Parameters<typeof marginShare>[0]);

it('a margin is a share of a price, and of none where more was given back than charged', () => {
  expect(share('1000', '250')).toBe('25.0%');
  expect(share('1000', '-250')).toBe('-25.0%');
  expect(share('0', '-250')).toBe(share('-250', '-250'));
  expect(share('-250', '-250')).not.toContain('%');
});
