import { beforeAll, describe, expect, it } from 'vitest';
import { foldFleetNow } from '@/e2e/support/fold-fleet';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readLimitEvents } from '../limit-events/read-limit-events';
import { parseRange } from '../range/schema';
import { readComparison } from './read-comparison';

const RANGE = parseRange({ from: '2015-03-03', to: '2015-03-05' }, 0);
const at = (day: number) => new Date(Date.parse('2015-03-01T12:00:00Z') + (day - 1) * 86_400_000);

let operator: PlatformContext;
let one: MadeTenant;
let two: MadeTenant;

beforeAll(async () => {
  operator = await makePlatformPerson('operator');
  [one, two] = [await makeTenant(), await makeTenant()];
  for (const day of [3, 3, 4]) await addUsage(one.ctx, { at: at(day), latencyMs: 4_000 });
  await addUsage(one.ctx, { at: at(1), latencyMs: 1_000 });
  await addUsage(two.ctx, { at: at(4), latencyMs: 500, outcome: 'error' });
  await addUsage(two.ctx, {
    ...{ at: at(4), outcome: 'refused', errorCode: 'rate_limited', ledger: false },
  });
  await foldFleetNow();
});

describe('a comparison', () => {
  it('lays two tenants over each other', async () => {
    const filter = { a: one.ctx.tenantId, with: 'tenant' as const, b: two.ctx.tenantId };
    const { comparison } = await readComparison(operator, RANGE, filter);
    expect(comparison?.a.figures).toMatchObject({ requests: 3, errors: 0 });
    expect(comparison?.b.figures).toMatchObject({ requests: 2, errors: 1, refusals: 1 });
    expect(comparison?.rows.map(({ requestsA, requestsB }) => [requestsA, requestsB])).toEqual([
      [2, 0],
      [1, 2],
    ]);
  });

  it('lays the time before beneath, of the same length', async () => {
    const filter = { a: one.ctx.tenantId, with: 'before' as const };
    const { comparison } = await readComparison(operator, RANGE, filter);
    expect(comparison?.b).toMatchObject({ from: '2015-03-01T00:00:00.000Z', to: RANGE.from });
    expect(comparison?.b.figures.requests).toBe(1);
    const change =
      (comparison?.a.figures.latencyP95 ?? 0) / (comparison?.b.figures.latencyP95 ?? 1);
    expect(Math.abs(change - 4)).toBeLessThan(0.08);
  });

  it('is none before both sides are chosen, and of nobody’s version', async () => {
    for (const filter of [
      { with: 'before' as const },
      { a: one.ctx.tenantId, with: 'tenant' as const },
      { a: one.ctx.tenantId, with: 'policy' as const, version: 99 },
    ])
      expect((await readComparison(operator, RANGE, filter)).comparison).toBeNull();
  });
});

it('limit events say which limit bound, in which bucket', async () => {
  const events = await readLimitEvents(operator, two.ctx.tenantId, RANGE);
  expect(events.codes).toEqual(['rate_limited']);
  expect(events.rows.map((row) => row['limit:rate_limited'])).toEqual([null, 1]);
});
