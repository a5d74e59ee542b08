import { expect, it } from 'vitest';
import { aroundVersion } from './around-version';

const HOUR = 3_600_000;
const FIVE = 300_000;
const DAY = Date.parse('2026-11-10T00:00:00Z');
const at = (ms: number) => new Date(DAY + ms);
const span = { from: DAY - 24 * HOUR, to: DAY, stepMs: HOUR };
const NOW = DAY + 24 * HOUR;

it('ends with the next version and begins with the one before, without what was counted with the change', () => {
  const version = { at: at(2 * FIVE + 1_000), before: at(-3 * HOUR), next: at(HOUR + 1_000) };
  const around = aroundVersion(version, span, NOW);
  expect(around?.under).toEqual({ from: DAY + 3 * FIVE, to: DAY + HOUR, stepMs: HOUR });
  expect(around?.before).toEqual({
    from: DAY + 2 * FIVE - 9 * FIVE,
    to: DAY + 2 * FIVE,
    stepMs: HOUR,
  });
});

it('is as long as the shorter side, and as the span that was asked for', () => {
  const around = aroundVersion({ at: at(0), before: at(-2 * FIVE - 1), next: null }, span, NOW);
  expect(around?.before).toMatchObject({ from: DAY - 2 * FIVE, to: DAY });
  expect(around?.under).toMatchObject({ from: DAY, to: DAY + 2 * FIVE });
  const long = aroundVersion({ at: at(0), before: null, next: null }, span, DAY + 72 * HOUR);
  expect(long?.under).toMatchObject({ from: DAY, to: DAY + 24 * HOUR });
});

it('is nothing where no whole rollup lies between two versions', () => {
  const close = { at: at(1_000), before: at(-1_000), next: null };
  expect(aroundVersion(close, span, NOW)).toBeNull();
  expect(aroundVersion({ at: at(1_000), before: null, next: at(2_000) }, span, NOW)).toBeNull();
});
