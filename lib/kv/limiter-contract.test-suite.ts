import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock, setClock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import type { AdmissionLimits, Limiter, LimiterDecision } from './limiter';
import { subject } from './limiter-subject.test-suite';

const START = 1_700_000_000_500;

/** What every limiter does; `make` gives another instance over the same store each time. */
export function limiterContract(make: () => Limiter): void {
  describe('a limiter', () => {
    let time: SimulatedClock;
    let undo: () => void;
    let limiter: Limiter;
    let name: string;
    beforeEach(() => {
      time = new SimulatedClock(START);
      undo = setClock(time);
      limiter = make();
      name = newId();
    });
    afterEach(() => undo());

    const admit = (limits: AdmissionLimits, tokens = 0) =>
      limiter.admit([subject(name, limits)], tokens);
    const many = async (count: number, limits: AdmissionLimits, tokens = 0) => {
      const decisions: LimiterDecision[] = [];
      for (let n = 0; n < count; n++) decisions.push(await admit(limits, tokens));
      return decisions.filter(({ admitted }) => admitted).length;
    };

    it('admits a minute’s requests and names when the next one fits', async () => {
      expect(await many(5, { requestsPerMinute: 3 })).toBe(3);
      const refused = await admit({ requestsPerMinute: 3 });
      // The bucket of START began half a second before and ends 61 s after that.
      expect(refused).toEqual({
        admitted: false,
        limit: 'requests_per_minute',
        subject: 0,
        used: 3,
        retryAfterMs: 60_500,
      });
      time.advanceTo(START + 60_499);
      expect(await many(1, { requestsPerMinute: 3 })).toBe(0);
      time.advanceTo(START + 60_500);
      expect(await many(4, { requestsPerMinute: 3 })).toBe(3);
    });

    it('keeps a burst within its second', async () => {
      expect(await many(4, { burstPerSecond: 2, requestsPerMinute: 100 })).toBe(2);
      expect(await admit({ burstPerSecond: 2 })).toMatchObject({
        limit: 'burst_per_second',
        retryAfterMs: 1_010,
      });
      time.advanceTo(START + 1_010);
      expect(await many(4, { burstPerSecond: 2, requestsPerMinute: 100 })).toBe(2);
    });

    it('counts tokens as estimated, then as they were', async () => {
      const limits = { tokensPerMinute: 100 };
      const first = await admit(limits, 60);
      expect(await admit(limits, 60)).toMatchObject({ limit: 'tokens_per_minute', used: 60 });
      if (first.admitted) limiter.release(first.ticket, 20);
      expect(await many(1, limits, 60)).toBe(1);
      expect(await admit(limits, 21)).toMatchObject({ used: 80 });
      expect(await many(1, limits, 20)).toBe(1);
    });

    it('counts tokens that nobody had estimated where the request was', async () => {
      const limits = { tokensPerMinute: 100 };
      const first = await admit(limits, 0);
      time.advanceTo(START + 30_000);
      if (first.admitted) limiter.release(first.ticket, 90);
      expect(await admit(limits, 20)).toMatchObject({ used: 90, retryAfterMs: 30_500 });
    });

    it('admits what is larger than a whole minute when the minute is empty', async () => {
      expect(await many(2, { tokensPerMinute: 100 }, 5_000)).toBe(1);
      time.advanceTo(START + 60_500);
      expect(await many(1, { tokensPerMinute: 100 }, 5_000)).toBe(1);
    });

    it('frees a slot when it is given back', async () => {
      const first = await admit({ inFlight: 1 });
      expect(await admit({ inFlight: 1 })).toMatchObject({ limit: 'in_flight', used: 1 });
      if (first.admitted) limiter.release(first.ticket);
      expect((await admit({ inFlight: 1 })).admitted).toBe(true);
    });

    it('counts nothing anywhere unless tenant and key both pass', async () => {
      const both = (key: AdmissionLimits) =>
        limiter.admit([subject(name, { requestsPerMinute: 3 }), subject(`${name}:key`, key)], 0);
      expect((await both({ requestsPerMinute: 1 })).admitted).toBe(true);
      for (let n = 0; n < 5; n++)
        expect(await both({ requestsPerMinute: 1 })).toMatchObject({ subject: 1, used: 1 });
      expect(await many(5, { requestsPerMinute: 3 })).toBe(2);
      expect(await both({ requestsPerMinute: 9 })).toMatchObject({ subject: 0, used: 3 });
    });

    it('names the limit that binds the longest, and a slot last', async () => {
      const limits = { requestsPerMinute: 2, burstPerSecond: 2, inFlight: 2 };
      expect(await many(2, limits)).toBe(2);
      expect(await admit(limits)).toMatchObject({ limit: 'requests_per_minute' });
      expect(await admit({ ...limits, requestsPerMinute: 9 })).toMatchObject({
        limit: 'burst_per_second',
      });
      expect(await admit({ inFlight: 2 })).toMatchObject({ limit: 'in_flight', retryAfterMs: 0 });
    });

    it('refuses the state of another tenant', async () => {
      await admit({ requestsPerMinute: 3 });
      const other = subject(name, { requestsPerMinute: 3 }, newId());
      await expect(limiter.admit([other], 0)).rejects.toThrow('of another tenant');
    });

    it('stays where it was when the clock goes back', async () => {
      expect(await many(3, { requestsPerMinute: 3 })).toBe(3);
      const undoBack = setClock(new SimulatedClock(START - 3_600_000));
      expect(await many(1, { requestsPerMinute: 3 })).toBe(0);
      undoBack();
    });

    it('tells what is used', async () => {
      await admit({ requestsPerMinute: 9 }, 5);
      expect(await admit({ requestsPerMinute: 9 }, 7)).toMatchObject({
        usage: [{ requests: 2, burst: 2, tokens: 12 }],
      });
    });
  });
}
