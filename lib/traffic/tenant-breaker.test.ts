import { afterEach, beforeEach, expect, it } from 'vitest';
import { SimulatedClock, setClock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { forgetTenant } from '@/lib/tenant-caches';
import { containedRefusal, enterTenant, type OwnFailure } from './tenant-breaker';

let time: SimulatedClock;
let undo: () => void;
beforeEach(() => {
  time = new SimulatedClock(Date.UTC(2026, 10, 21, 9));
  undo = setClock(time);
});
afterEach(() => undo());

function fail(tenantId: string, how: OwnFailure, times: number): void {
  for (let i = 0; i < times; i += 1) enterTenant(tenantId).failed(how);
}

it('stops a tenant whose key is refused, says why and until when, and nobody else', () => {
  const [tenant, other] = [newId(), newId()];
  fail(tenant, 'account_refused', 3);
  expect(containedRefusal(tenant)).toMatchObject({
    code: 'model_unavailable',
    retryAfter: 30,
    limit: {
      name: 'refused_model_account',
      scope: 'tenant',
      resetsAt: '2026-11-21T09:00:30.000Z',
    },
  });
  expect(() => enterTenant(tenant)).toThrow(/own model account/);
  expect(containedRefusal(other)).toBeUndefined();
  enterTenant(other).answered();
});

it('lets one call try again, and all once it is answered', () => {
  const tenant = newId();
  fail(tenant, 'request_refused', 10);
  expect(containedRefusal(tenant)).toMatchObject({ code: 'rate_limited', retryAfter: 10 });
  time.advanceTo(time.now() + 10_000);
  const trial = enterTenant(tenant);
  expect(() => enterTenant(tenant)).toThrow();
  trial.failed('request_refused');
  expect(containedRefusal(tenant)?.retryAfter).toBe(10);
  time.advanceTo(time.now() + 10_000);
  enterTenant(tenant).answered();
  expect(containedRefusal(tenant)).toBeUndefined();
});

it('does not stop a tenant some of whose requests are answered, and forgets an erased one', () => {
  const tenant = newId();
  for (let round = 0; round < 5; round += 1) {
    fail(tenant, 'request_refused', 4);
    for (let i = 0; i < 5; i += 1) enterTenant(tenant).answered();
  }
  expect(containedRefusal(tenant)).toBeUndefined();
  fail(tenant, 'account_refused', 3);
  expect(forgetTenant(tenant)['tenant breakers']).toBe(2);
  expect(containedRefusal(tenant)).toBeUndefined();
});
