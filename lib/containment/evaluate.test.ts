import { describe, expect, it } from 'vitest';
import { type ContainmentFigures, evaluate } from './evaluate';

const QUIET: ContainmentFigures = {
  ok: 0,
  failed: 0,
  refused: 0,
  injectionAttempts: 0,
  spent: 0n,
  usual: 1_000_000_000n,
};

describe('a containment rule', () => {
  it.each([
    [{ ok: 10, failed: 10 }, 0.5],
    [{ ok: 11, failed: 10 }, undefined],
    [{ ok: 0, failed: 19 }, undefined],
    [{ ok: 0, failed: 20 }, 1],
    [{}, undefined],
  ])('of errors needs the share and enough answers: %o', (figures, value) => {
    const rule = { metric: 'error_share', threshold: 0.5, atLeast: 20n } as const;
    expect(evaluate(rule, { ...QUIET, ...figures })).toBe(value);
  });

  it.each([
    [{ spent: 10_000_000_000n }, 10],
    [{ spent: 9_999_000_000n }, undefined],
    [{ spent: 4_999_999_999n, usual: 1n }, undefined],
    [{ spent: 2n ** 63n - 1n, usual: 1n }, Number(2n ** 63n - 1n)],
    [{ spent: 10_000_000_000n, usual: 0n }, undefined],
  ])('of spending compares with the usual, above a least amount: %o', (figures, value) => {
    const rule = { metric: 'spend_factor', threshold: 10, atLeast: 5_000_000_000n } as const;
    expect(evaluate(rule, { ...QUIET, ...figures })).toBe(value);
  });

  it('counts refusals and attempts to steer the assistant', () => {
    const rule = { threshold: 50, atLeast: 0n };
    expect(evaluate({ ...rule, metric: 'refused' }, { ...QUIET, refused: 50 })).toBe(50);
    expect(evaluate({ ...rule, metric: 'refused' }, { ...QUIET, refused: 49 })).toBeUndefined();
    const figures = { ...QUIET, injectionAttempts: 50 };
    expect(evaluate({ ...rule, metric: 'injection_attempts' }, figures)).toBe(50);
  });
});
