import { afterEach, beforeEach, expect, it } from 'vitest';
import { SimulatedClock, setClock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { forgetTenant } from '@/lib/tenant-caches';
import { type CallEnd, type Upstream, upstreamOf } from './upstream';

let time: SimulatedClock;
let undo: () => void;
beforeEach(() => {
  time = new SimulatedClock(Date.UTC(2026, 10, 21));
  undo = setClock(time);
});
afterEach(() => undo());

const account = (tenantId?: string) => ({
  tenantId,
  baseURL: 'http://model.test',
  apiKey: newId(),
});

function calls(upstream: Upstream, tenantId: string, how: CallEnd, times: number): void {
  for (let i = 0; i < times; i += 1) upstream.enter({ tenantId, streamed: true }).ended(how);
}

it('is closed to everybody when two tenants meet its failures', () => {
  const upstream = upstreamOf(account(), 'm');
  const [a, b, c] = [newId(), newId(), newId()];
  calls(upstream, a, 'upstream_failed', 3);
  calls(upstream, b, 'upstream_failed', 2);
  expect(upstream.refusal(c)).toMatchObject({ code: 'model_unavailable', retryAfter: 10 });
  expect(() => upstream.enter({ tenantId: c, streamed: true })).toThrow(/not available/);
});

it('is closed to the one tenant that alone meets failures', () => {
  const upstream = upstreamOf(account(), 'm');
  const [a, b] = [newId(), newId()];
  calls(upstream, a, 'upstream_failed', 5);
  expect(upstream.refusal(a)?.code).toBe('model_unavailable');
  expect(upstream.refusal(b)).toBeUndefined();
  calls(upstream, b, 'answered', 1);
});

it('is never closed by what tenants do wrong, which contains them alone', () => {
  const [mine, other] = [newId(), newId()];
  const shared = upstreamOf(account(), 'm');
  for (const how of ['request_refused', 'says_nothing', 'overloaded'] as const)
    calls(shared, mine, how, 9);
  expect(shared.breaker.state).toBe('closed');
  calls(shared, mine, 'request_refused', 1);
  expect(() => calls(shared, mine, 'answered', 1)).toThrow(/invalid/);
  calls(shared, other, 'answered', 1);

  const owner = newId();
  const own = upstreamOf(account(owner), 'm');
  calls(own, owner, 'account_refused', 3);
  expect(() => calls(own, owner, 'answered', 1)).toThrow(/own model account/);
  expect(own.breaker.state).toBe('closed');
});

it('is closed to everybody when the platform’s key is refused', () => {
  const upstream = upstreamOf(account(), 'm');
  const [a, b] = [newId(), newId()];
  calls(upstream, a, 'account_refused', 2);
  calls(upstream, b, 'account_refused', 3);
  expect(upstream.refusal(newId())?.code).toBe('model_unavailable');
});

it('refuses beyond its limit at once, with a time to come back', () => {
  const upstream = upstreamOf(account(), 'm');
  const enter = () => upstream.enter({ tenantId: newId(), streamed: true });
  for (let i = 0; i < upstream.limit.limit; i += 1) enter();
  expect(enter).toThrow(expect.objectContaining({ code: 'model_overloaded', retryAfter: 1 }));
});

it('is one per account and model, and an account’s models share its retries', () => {
  const [tenant, other] = [newId(), newId()];
  const mine = account(tenant);
  calls(upstreamOf(mine, 'm'), tenant, 'upstream_failed', 5);
  expect(upstreamOf(mine, 'm').refusal(tenant)).toBeDefined();
  for (const upstream of [upstreamOf(mine, 'n'), upstreamOf(account(), 'm')])
    expect(upstream.refusal(tenant)).toBeUndefined();
  expect(upstreamOf(account(other), 'm').refusal(other)).toBeUndefined();
  expect(upstreamOf(mine, 'n').retries).toBe(upstreamOf(mine, 'm').retries);
  expect(upstreamOf(account(other), 'm').retries).not.toBe(upstreamOf(mine, 'm').retries);
  forgetTenant(tenant);
  expect(upstreamOf(mine, 'm').refusal(tenant)).toBeUndefined();
});
