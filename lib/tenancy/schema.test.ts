import { expect, it } from 'vitest';
import { PLAN_DEFAULTS } from './plans';
import { PLANS, policySchema } from './schema';

const LATER = [
  'burstPerSecond',
  'tokensPerMinute',
  'openStreams',
  'queueSeconds',
  'fallback',
  'storedBytes',
  'pagesPerDay',
  'ingestCpuSecondsPerDay',
  'bytesOutPerDay',
];

it('a version from before these limits is held to none that its plan was not held to', () => {
  const old = Object.fromEntries(
    Object.entries(PLAN_DEFAULTS.enterprise).filter(([key]) => !LATER.includes(key)),
  );
  const parsed = policySchema.parse(old);
  expect(parsed.fallback).toBe('error');
  expect(parsed.burstPerSecond * 60).toBeGreaterThanOrEqual(parsed.requestsPerMinute);
  expect(parsed.tokensPerMinute).toBeGreaterThanOrEqual(parsed.contextTokens * parsed.inFlight);
  expect(parsed.openStreams).toBeGreaterThanOrEqual(parsed.inFlight);
});

it.each(PLANS)('one call of the largest size fits into a minute of the plan %s', (plan) => {
  const { contextTokens, answerTokens, tokensPerMinute } = PLAN_DEFAULTS[plan];
  expect(contextTokens + answerTokens).toBeLessThanOrEqual(tokensPerMinute);
});
