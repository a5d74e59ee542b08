import { expect, it } from 'vitest';
import { rateHeaders, refusedRateHeaders } from './rate-headers';

it('names each limit with what is left of it', () => {
  const usage = { requests: 3, burst: 2, tokens: 45_000 };
  expect(
    rateHeaders([
      {
        scope: 'tenant',
        limits: { requestsPerMinute: 60, burstPerSecond: 5, tokensPerMinute: 40_000, inFlight: 2 },
        usage,
      },
      { scope: 'key', limits: { requestsPerMinute: 10 }, usage },
    ]),
  ).toEqual({
    'RateLimit-Policy':
      '"tenant-minute";q=60;w=60, "tenant-burst";q=5;w=1, "tenant-tokens";q=40000;qu="tokens";w=60, "key-minute";q=10;w=60',
    RateLimit:
      '"tenant-minute";r=57;t=60, "tenant-burst";r=3;t=1, "tenant-tokens";r=0;t=60, "key-minute";r=7;t=60',
  });
});

it('says nothing where nothing is limited', () => {
  expect(
    rateHeaders([{ scope: 'key', limits: {}, usage: { requests: 1, burst: 1, tokens: 1 } }]),
  ).toEqual({});
});

it('names the rate that refused a request, and when it fits', () => {
  const limit = {
    name: 'tokens_per_minute',
    scope: 'key',
    limit: 900,
    used: 600,
    remedy: '',
  } as const;
  const body = { code: 'rate_limited', message: '', retryAfter: 7, limit } as const;
  expect(refusedRateHeaders(body)).toEqual({
    'RateLimit-Policy': '"key-tokens";q=900;qu="tokens";w=60',
    RateLimit: '"key-tokens";r=300;t=7',
  });
  expect(refusedRateHeaders({ ...body, limit: { ...limit, name: 'in_flight' } })).toEqual({});
  expect(refusedRateHeaders({ code: 'not_found', message: '' })).toEqual({});
});
