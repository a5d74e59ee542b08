import { afterEach, beforeEach, expect, it } from 'vitest';
import { SimulatedClock, setClock } from '@/lib/clock';
import type { TenantContext } from '@/lib/tenancy/context';
import { boundedTags } from './bounded-tags';

const of = (tenantId: string) => ({ tenantId }) as unknown as TenantContext;
let time: SimulatedClock;
let undo: () => void;

beforeEach(() => {
  time = new SimulatedClock(Date.parse('2031-05-01T10:00:00Z'));
  undo = setClock(time);
});
afterEach(() => undo());

it('books what comes beyond a day’s many under other, of one tenant', () => {
  const [ours, theirs] = [of('a'), of('b')];
  const booked = new Set<string>();
  for (let run = 0; run < 3_000; run++) {
    const tags = boundedTags(ours, { team: 'research', run: `r${run}` });
    expect(tags.team).toBe('research');
    booked.add(`${tags.run}`);
  }
  expect(booked.has('r0')).toBe(true);
  expect(booked.has('other')).toBe(true);
  expect(booked.size).toBeLessThanOrEqual(1_000);
  for (let name = 0; name < 3_000; name++)
    booked.add(Object.keys(boundedTags(ours, { [`n${name}`]: 'x' })).join());
  expect(booked.size).toBeLessThanOrEqual(1_000);
  expect(boundedTags(ours, { run: 'r1', unheard: 'of' })).toEqual({ run: 'r1', other: 'other' });
  expect(boundedTags(theirs, { run: 'r2999' })).toEqual({ run: 'r2999' });
});

it('begins anew each day', () => {
  const tenant = of('c');
  for (let run = 0; run < 3_000; run++) boundedTags(tenant, { run: `r${run}` });
  expect(boundedTags(tenant, { run: 'last' })).toEqual({ run: 'other' });
  time.advanceTo(Date.parse('2031-05-02T00:00:00Z'));
  expect(boundedTags(tenant, { run: 'last' })).toEqual({ run: 'last' });
});
