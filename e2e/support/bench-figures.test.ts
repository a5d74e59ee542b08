import { expect, it } from 'vitest';
import { onOwnServer } from '@/bench/support/fairness/own-server';
import { overAdmitted } from '@/bench/support/faults/over-admitted';
import { recoveryMs } from '@/bench/support/faults/recovery';
import type { Asked } from '@/bench/support/faults/redis-plan';

const LIMITS = {
  requestsPerMinute: 100,
  burstPerSecond: 10,
  tokensPerMinute: 100_000,
  inFlight: 2,
};
const admitted = (from: number, until: number): Asked => ({
  ...{ tenant: 0, from, to: from + 1, until, outcome: 'admitted' },
});

it('counts what surely ran at once against the limit of requests in flight', () => {
  const turns = [admitted(0, 5_000), admitted(1_500, 5_000)];
  expect(overAdmitted([...turns, admitted(5_000, 6_000)], LIMITS)).toBe(0);
  expect(overAdmitted([...turns, admitted(3_000, 6_000)], LIMITS)).toBe(1);
});

it('serves each tenant one after the other on a machine of its own', () => {
  const one = (at: number, flow: string) => ({ at, flow, serviceMs: 100 });
  const asked = [one(0, 'a'), one(50, 'a'), one(60, 'b'), one(1_000, 'a')];
  expect(onOwnServer(asked, 0.5)).toEqual([200, 350, 200, 200]);
});

it('takes Redis for back when it decided, not when it was asked', () => {
  const probes = [
    { at: 100, to: 200, answered: false },
    { at: 1_010, to: 1_400, answered: true },
    { at: 1_020, to: 1_390, answered: true },
    { at: 1_030, to: 1_050, answered: false },
  ];
  expect(recoveryMs({ probes }, 1_000)).toBe(390);
  expect(recoveryMs({ probes: [] }, 1_000)).toBe(Number.POSITIVE_INFINITY);
});
