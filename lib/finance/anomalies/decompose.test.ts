import { describe, expect, it } from 'vitest';
import { seeded } from '@/bench/finance/seasonal-usage';
import { type CostCell, decompose } from './decompose';
import { CAUSE_DIMENSIONS } from './schema';

const cell = (over: Partial<CostCell>): CostCell => {
  const cost = over.cost ?? 0n;
  return {
    ...{ feature: 'chat', model: 'haiku', user: 'a', version: '1', calls: 1 },
    ...{ cost, repriced: cost, ...over },
  };
};
const DAYS = ['2026-11-02', '2026-11-09'];

describe('what moved', () => {
  it('is the number of calls alone where every call costs what it did', () => {
    const causes = decompose(
      [cell({ calls: 30, cost: 300n })],
      [cell({ calls: 20, cost: 200n })],
      DAYS,
    );
    expect(causes).toMatchObject({ changeNano: '200', volumeNano: '200', mixNano: '0' });
    expect(causes.priceNano).toBe('0');
  });

  it('is the price alone where the same calls cost more by another version', () => {
    const causes = decompose(
      [cell({ calls: 10, cost: 150n, repriced: 100n, version: '2' })],
      [cell({ calls: 20, cost: 200n })],
      DAYS,
    );
    expect(causes).toMatchObject({ changeNano: '50', volumeNano: '0', mixNano: '0' });
    expect(causes.priceNano).toBe('50');
    expect(causes.parts.version).toEqual([
      { key: '2', nano: '150' },
      { key: '1', nano: '-100' },
    ]);
  });

  it('is the mix where as many calls went to a dearer model', () => {
    const causes = decompose(
      [cell({ calls: 10, cost: 500n, model: 'opus' })],
      [cell({ calls: 20, cost: 200n })],
      DAYS,
    );
    expect(causes).toMatchObject({ changeNano: '400', volumeNano: '0', mixNano: '400' });
  });

  it('sums to the change to the nano-dollar, whatever is compared, nothing too', () => {
    const random = seeded(20_261_122);
    const pick = (count: number) => String(Math.floor(random() * count));
    const some = (count: number) =>
      Array.from({ length: Math.floor(random() * count) }, () => {
        const cost = BigInt(Math.floor((random() - 0.1) * 1e15));
        return cell({
          ...{ feature: pick(3), model: pick(9), user: pick(40), version: pick(2) },
          ...{ calls: Math.floor(random() * 100), cost },
          repriced: random() < 0.3 ? cost - BigInt(Math.floor(random() * 1e9)) : cost,
        });
      });
    for (let n = 0; n < 300; n += 1) {
      const [now, base] = [some(60), some(90)];
      const days = Array.from({ length: 1 + (n % 4) }, (_, day) => `2026-11-0${day + 1}`);
      const { changeNano, volumeNano, mixNano, priceNano, parts } = decompose(now, base, days);
      const sum = (cells: readonly CostCell[]) => cells.reduce((all, { cost }) => all + cost, 0n);
      const change = BigInt(changeNano);
      const off = (sum(now) - change) * BigInt(days.length) - sum(base);
      expect(-off >= 0n && -off < BigInt(days.length)).toBe(true);
      expect(BigInt(volumeNano) + BigInt(mixNano) + BigInt(priceNano)).toBe(change);
      for (const by of CAUSE_DIMENSIONS) {
        expect(parts[by].reduce((all, { nano }) => all + BigInt(nano), 0n)).toBe(change);
        expect(parts[by].length).toBeLessThanOrEqual(6);
      }
    }
  });
});
