import { expect, it } from 'vitest';
import { somePolicy } from '@/e2e/support/make-hold';
import { containedPolicy, type InForce } from './contained-policy';
import { policyAt } from './policy-at';
import type { ContainmentAction } from './schema';

const AT = new Date('2026-05-04T12:00:00Z');
const [since, until] = [new Date('2026-05-04T11:00:00Z'), new Date('2026-05-04T13:00:00Z')];
const by = (...actions: ContainmentAction[]): InForce => ({
  metric: 'by_hand',
  ...{ actions, since, until },
});
const cap = (requestsPerMinute: number): ContainmentAction => ({
  kind: 'cap',
  ...{ requestsPerMinute, tokensPerMinute: 1_000_000_000 },
});
const addon = {
  ...{ id: 'launch', name: 'Launch', from: since.toISOString(), until: until.toISOString() },
  ...{ tokensPerDay: 0, tokensPerMonth: 0, requestsPerMinute: 500, priceNano: '0', feeNano: '0' },
};

it('caps what an add-on adds too, at the lowest of all caps', () => {
  const policy = somePolicy({ requestsPerMinute: 60, addons: [addon] });
  const requests = (...all: InForce[]) =>
    policyAt(containedPolicy(policy, all, AT), AT).requestsPerMinute;
  expect(requests()).toBe(560);
  expect(requests(by(cap(10)))).toBe(10);
  expect(requests(by(cap(10)), by(cap(5)), by(cap(20)))).toBe(5);
  // A cap above the plan's own limit takes the rest away that is above it.
  expect(requests(by(cap(100)))).toBe(100);
  expect(requests(by(cap(1_000)))).toBe(560);
  expect(containedPolicy(policy, [by(cap(100))], AT).requestsPerMinute).toBe(60);
});

it.each([
  [16, 25, 4],
  [1, 25, 0.25],
  [4, 10, 0.390625],
  [1, 1, 1 / 64],
])('leaves of a weight of %d with %d percent %d', (weight, percent, left) => {
  const policy = somePolicy({ weight });
  const lowered = by({ kind: 'weight', percent });
  expect(containedPolicy(policy, [lowered], AT).weight).toBe(left);
  expect(containedPolicy(policy, [lowered, by({ kind: 'weight', percent: 99 })], AT).weight).toBe(
    left,
  );
});
