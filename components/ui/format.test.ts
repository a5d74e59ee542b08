import { expect, it } from 'vitest';
import {
  formatBytes,
  formatDateTime,
  formatDuration,
  formatPercent,
  formatRelative,
} from './format';

it('writes durations in the unit that fits', () => {
  expect([0, 0.42, 7.25, 240, 1240, 125_000].map(formatDuration)).toEqual([
    '0 ms',
    '0.42 ms',
    '7.3 ms',
    '240 ms',
    '1.24 s',
    '2 m 05 s',
  ]);
});

it('keeps a decimal of small shares only', () => {
  expect([0, 0.034, 0.41, 1].map(formatPercent)).toEqual(['0%', '3.4%', '41%', '100%']);
});

it('writes sizes in decimal units', () => {
  expect([0, 999, 1200, 52_428_800].map(formatBytes)).toEqual(['0 B', '999 B', '1.2 kB', '52 MB']);
});

it('shows times in the zone that was asked for', () => {
  expect(formatDateTime('2026-11-21T23:30:00Z')).toBe('21 Nov 2026, 23:30');
  expect(formatDateTime('2026-11-21T23:30:00Z', { timeZone: 'Asia/Tokyo' })).toBe(
    '22 Nov 2026, 08:30',
  );
});

it('calls nothing recent a thing of the future', () => {
  const now = Date.UTC(2026, 10, 21);
  const at = (seconds: number) => formatRelative(now + seconds * 1000, now);
  expect([20, -5, -45, -180, 7200, -86_400].map(at)).toEqual([
    'just now',
    'just now',
    '45 seconds ago',
    '3 minutes ago',
    'in 2 hours',
    'yesterday',
  ]);
});
