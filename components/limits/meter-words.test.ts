import { expect, it } from 'vitest';
import type { MeterItem } from '@/lib/usage/meter/schema';
import { askHref, leftOf, meterLabel, resetWords, shareOf, toneOf } from './meter-words';

const item = (change: Partial<MeterItem> = {}): MeterItem => ({
  ...{ name: 'tokens_per_day', scope: 'tenant', subject: null, period: 'day', unit: 'tokens' },
  ...{ taken: '79', limit: '100', softPercent: 80, resetsAt: '2026-05-01T22:00:00Z' },
  ...change,
});

it('warns from the soft threshold on, and says when nothing is left', () => {
  expect(toneOf(item())).toBe('accent');
  expect(toneOf(item({ taken: '80' }))).toBe('warn');
  expect(toneOf(item({ taken: '100' }))).toBe('danger');
  expect(toneOf(item({ limit: '0', taken: '0' }))).toBe('danger');
  // A limit that was lowered below what is used.
  expect(leftOf(item({ taken: '150' }))).toBe(0n);
  expect(shareOf(item({ taken: '150' }))).toBe(1);
});

it('names whose limit it is, and the zone in which it starts anew', () => {
  expect(meterLabel(item())).toBe('Tokens today');
  expect(meterLabel(item({ scope: 'user', unit: 'nano_usd', period: 'month' }))).toBe(
    'Yours: Money this month',
  );
  expect(meterLabel(item({ scope: 'feature', subject: 'chat' }))).toBe(
    'Feature chat: Tokens today',
  );
  expect(resetWords(item(), 'Europe/Berlin')).toMatch(/^Starts anew .*Europe\/Berlin$/);
  expect(resetWords(item({ resetsAt: null }), 'UTC')).not.toContain('UTC');
});

it('leads to the request for what the platform sets, and to none for what it does not', () => {
  expect(askHref('acme', item())).toBe('/t/acme/limits?ask=tokensPerDay#ask');
  expect(askHref('acme', item({ scope: 'user' }))).toBeUndefined();
  expect(askHref('acme', { name: 'in_flight', scope: 'tenant' })).toBeUndefined();
});
