import { describe, expect, it } from 'vitest';
import { brokenPromises } from '@/bench/support/fairness/random-schedule';
import { waitsOverPromise } from '@/bench/support/fairness/timed-schedule';
import { type FairRequest, FairSchedule, type QueueRefusal } from './fair-schedule';
import type { Ticket } from './ticket';

/** A schedule whose starts are kept in order. */
function schedule(slots: number) {
  const started: Ticket<undefined>[] = [];
  const fair = new FairSchedule<undefined>(slots, (ticket) => started.push(ticket));
  const limits = { weight: 1, queueLimit: 1_000, maxWaitMs: 1_000_000 };
  return {
    fair,
    started,
    enter: (flow: string, cost = 10, more: Partial<FairRequest> = {}, at = 0) =>
      fair.enter({ flow, cost, ...limits, ...more }, undefined, at) as Ticket<undefined>,
    refused: (flow: string, more: Partial<FairRequest>, at = 0) =>
      fair.enter({ flow, cost: 10, ...limits, ...more }, undefined, at) as QueueRefusal,
    /** Ends the turn that started first; `actual` defaults to its estimate. */
    end(actual?: number, at = 0) {
      const ticket = started.find((each) => each.state === 'running');
      if (ticket) fair.end(ticket, actual ?? ticket.cost, at);
      return ticket?.flow.id;
    },
  };
}

describe('the schedule', () => {
  it('keeps every promise in thousands of random schedules', () => {
    for (let seed = 0; seed < 2_000; seed++) expect(brokenPromises(seed)).toEqual([]);
  });

  it('starts a request within the time that it promises, and not by far', () => {
    const ratios: number[] = [];
    for (let seed = 0; seed < 2_000; seed++) ratios.push(...waitsOverPromise(seed));
    const most = ratios.reduce((a, b) => Math.max(a, b), 0);
    expect(most).toBeLessThanOrEqual(1 + 1e-9);
    expect(most).toBeGreaterThan(0.5);
    expect(ratios.length).toBeGreaterThan(10_000);
  });

  it.each([
    ['weight', { weight: 4 }, {}, 80],
    ['cost', { cost: 10 }, { cost: 40 }, 80],
  ])('shares by %s', (_, more, less, expected) => {
    const { started, enter, end } = schedule(1);
    enter('blocker');
    for (let n = 0; n < 100; n++) {
      enter('more', 10, more);
      enter('less', 10, less);
    }
    for (let n = 0; n < 101; n++) end();
    const ofMore = started.slice(1, 101).filter(({ flow }) => flow.id === 'more').length;
    expect(Math.abs(ofMore - expected)).toBeLessThanOrEqual(1);
  });

  it('lifts who returns to virtual time, also when nobody waits', () => {
    const { fair, started, enter, end } = schedule(1);
    enter('returns');
    end();
    for (let n = 0; n < 50; n++) {
      enter('busy');
      end();
    }
    expect(fair.counterOf('busy')).toBe(500);
    enter('busy');
    for (let n = 0; n < 10; n++) {
      enter('busy');
      enter('returns');
    }
    for (let n = 0; n < 10; n++) end();
    const returned = started.slice(-10).filter(({ flow }) => flow.id === 'returns').length;
    expect(returned).toBe(5);
  });

  it('lifts who still has a long turn in progress and nothing waiting', () => {
    const { fair, enter, end } = schedule(2);
    const long = enter('long');
    for (let n = 0; n < 50; n++) {
      const ticket = enter('busy');
      fair.end(ticket, 10, 0);
    }
    enter('busy');
    enter('busy');
    enter('long');
    expect(fair.counterOf('long')).toBe(fair.virtualTime);
    expect(long.state).toBe('running');
    end();
  });

  it('never gives back by a refund what a lift took', () => {
    const { fair, enter } = schedule(2);
    const overestimated = enter('greedy', 1_000);
    for (let n = 0; n < 200; n++) fair.end(enter('busy'), 10, 0);
    enter('busy');
    enter('busy');
    enter('greedy');
    const lifted = fair.counterOf('greedy');
    expect(lifted).toBeGreaterThan(1_000);
    fair.end(overestimated, 1, 0);
    // Its own second one has started; the other flow is at its cap.
    expect(fair.counterOf('greedy')).toBe(lifted + 10);
  });

  it('charges what was underestimated before the next turn', () => {
    const { fair, started, enter, end } = schedule(1);
    enter('wrong', 1);
    enter('wrong', 1);
    enter('right', 1);
    enter('right', 1);
    expect(end(100)).toBe('wrong');
    for (let n = 0; n < 3; n++) end();
    expect(started.map(({ flow }) => flow.id)).toEqual(['wrong', 'right', 'right', 'wrong']);
    expect(fair.counterOf('wrong')).toBeGreaterThan(100);
  });

  it('leaves half of the slots to others, and all to one that is alone', () => {
    const { fair, enter } = schedule(16);
    for (let n = 0; n < 20; n++) enter('flood');
    expect(fair.shares()).toEqual([{ flow: 'flood', weight: 1, slots: 16, waiting: 4 }]);

    const shared = schedule(16);
    shared.enter('quiet');
    for (let n = 0; n < 20; n++) shared.enter('flood');
    expect(shared.fair.shares()).toMatchObject([{ slots: 1 }, { slots: 8, waiting: 12 }]);
    for (let n = 0; n < 8; n++)
      expect(shared.enter('quiet').state).toBe(n < 7 ? 'running' : 'waiting');
  });

  it('lets a weighted share be more than half', () => {
    const { fair, enter } = schedule(16);
    enter('small');
    for (let n = 0; n < 20; n++) enter('large', 10, { weight: 16 });
    expect(fair.shares()[1]).toMatchObject({ flow: 'large', slots: 15, waiting: 5 });
  });

  it('gives a flow its slots back when the others are gone', () => {
    const { fair, enter } = schedule(4);
    const quiet = enter('quiet');
    for (let n = 0; n < 8; n++) enter('flood');
    expect(fair.shares()[1]).toMatchObject({ slots: 2 });
    fair.end(quiet, 10, 0);
    expect(fair.shares()).toMatchObject([{ flow: 'flood', slots: 4 }]);
  });

  it('owes a flow that stood at its cap one full set of slots and no more', () => {
    const { fair, enter } = schedule(4);
    const held = [enter('capped', 1), enter('capped', 1), enter('capped', 1)];
    let turn = enter('other', 100);
    enter('capped', 1);
    for (let n = 0; n < 20; n++) {
      const next = enter('other', 100);
      fair.end(turn, 100, 0);
      turn = next;
    }
    enter('other', 100);
    expect(fair.counterOf('capped')).toBeLessThan(10);
    const before = fair.virtualTime;
    for (const each of held) fair.end(each, 1, 0);
    // Its fourth turn has started.
    expect(before).toBeGreaterThan(1_000);
    expect(fair.counterOf('capped')).toBe(before - 4 * 1 + 1);
  });

  it('bounds what waits of one flow, and lets an abort leave', () => {
    const { fair, enter, refused } = schedule(1);
    enter('a');
    const waiting = enter('a', 10, { queueLimit: 1 });
    expect(refused('a', { queueLimit: 1 })).toMatchObject({ refused: 'queue_full', waiting: 1 });
    fair.leave(waiting, 0);
    expect(enter('a', 10, { queueLimit: 1 }).state).toBe('waiting');
    expect(enter('b', 10, { queueLimit: 1 }).state).toBe('waiting');
  });

  it('refuses at once what would start too late, and says when it would not', () => {
    const { enter, refused, end } = schedule(2);
    // A turn takes a second, by what is measured.
    for (let n = 0; n < 10; n++) {
      enter('a', 10, {}, n * 1_000);
      end(10, n * 1_000 + 1_000);
    }
    for (let n = 0; n < 10; n++) enter('a', 10, {}, 10_000);
    for (let n = 0; n < 10; n++) enter('b', 10, {}, 10_000);
    // Eight or more of each wait, and each has one of two slots.
    const late = refused('a', { maxWaitMs: 5_000 }, 10_000);
    expect(late.refused).toBe('too_late');
    expect(late.retryAfterMs).toBeGreaterThan(2_500);
    expect(late.retryAfterMs).toBeLessThan(6_500);
    expect(enter('a', 10, { maxWaitMs: 5_001 + late.retryAfterMs }, 10_000).state).toBe('waiting');
    expect(enter('c', 10, { maxWaitMs: 2_000 }, 10_000).state).toBe('waiting');
  });

  it('forgets who owes nothing', () => {
    const { fair, enter } = schedule(4);
    for (let n = 0; n < 1_000; n++) fair.end(enter(`tenant ${n}`, 10), 10, 0);
    expect(fair.size).toBeGreaterThan(900);
    // After a while, and two with each turn, so that no turn takes long.
    for (let n = 0; n < 50_000; n++) fair.end(enter('busy', 10), 10, 0);
    expect(fair.size).toBe(1);
  });
});
