import { expect, it } from 'vitest';
import {
  exportValue,
  formatTick,
  formatValue,
  inWords,
  isIsolated,
  toGeometry,
  toPoints,
} from './chart-data';

const series = [{ key: 'n', label: 'Requests' }];

it('tells nothing measured from zero', () => {
  expect(toGeometry(null)).toBeNull();
  expect(toGeometry(undefined)).toBeNull();
  expect(toGeometry(0)).toBe(0);
  expect(formatValue(null)).toBe('–');
  expect(exportValue(null)).toBe('');
});

it('labels money exactly, beyond what a double can hold', () => {
  expect(formatValue('9007199254740993000000001', 'usd')).toBe('$9,007,199,254,740,993.00');
  expect(exportValue('9007199254740993000000001', 'usd')).toBe('9007199254740993.000000001');
  expect(toGeometry('1500000000', 'usd')).toBe(1.5);
});

it('sorts by time and makes absent buckets gaps', () => {
  const points = toPoints(
    [
      { t: 40, n: 4 },
      { t: 10, n: 1 },
    ],
    series,
    10,
  );
  expect(points.map((p) => [p.x, p.values.n ?? null])).toEqual([
    [10, 1],
    [20, null],
    [30, null],
    [40, 4],
  ]);
  expect(isIsolated(points, 0, 'n')).toBe(true);
  expect(isIsolated(points, 1, 'n')).toBe(false);
});

it('shortens ticks without changing their value', () => {
  expect([0, 50, 500, 1000, 1500, 2250].map((ms) => formatTick(ms, 'ms'))).toEqual([
    '0',
    '50\u00a0ms',
    '500\u00a0ms',
    '1\u00a0s',
    '1.5\u00a0s',
    '2.25\u00a0s',
  ]);
  const money = [0, 0.0005, 0.045, 0.135, 0.75, 2.25, 1500, -350_000, 0.1 + 0.2];
  expect(money.map((usd) => formatTick(usd, 'usd'))).toEqual([
    '$0',
    '$0.0005',
    '$0.045',
    '$0.135',
    '$0.75',
    '$2.25',
    '$1.5K',
    '-$350K',
    '$0.30',
  ]);
});

it('describes a chart in words', () => {
  const rows = [
    { t: '2026-11-01', n: 3 },
    { t: '2026-11-02', n: null },
    { t: '2026-11-03', n: 12 },
  ];
  expect(inWords(rows, series, 'UTC')).toBe(
    '3 rows, from 1 Nov 2026 to 3 Nov 2026 UTC. Requests: lowest 3, highest 12.',
  );
});
