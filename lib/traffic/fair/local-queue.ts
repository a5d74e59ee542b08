import { clock } from '@/lib/clock';
import { type FairQueue, isRefusal, type Turn } from './fair-queue';
import { type FairRequest, FairSchedule } from './fair-schedule';
import type { Ticket } from './ticket';

type Start = (turn: Turn) => void;

export interface LocalQueue extends FairQueue {
  /** Counts a turn that was not taken here, until its end. */
  adopt(request: FairRequest): Turn;
}

/** The fair queue of one process. */
export function localQueue(slots: number | (() => number)): LocalQueue {
  const schedule = new FairSchedule<Start>(slots, (ticket) =>
    ticket.caller({ end: (actualCost) => schedule.end(ticket, actualCost, clock().now()) }),
  );
  return {
    async enter(request, signal) {
      signal?.throwIfAborted();
      return new Promise((resolve, reject) => {
        let entered: Ticket<Start> | undefined;
        const leave = () => {
          if (entered) schedule.leave(entered, clock().now());
          reject(signal?.reason);
        };
        const start: Start = (turn) => {
          signal?.removeEventListener('abort', leave);
          resolve(turn);
        };
        const ticket = schedule.enter(request, start, clock().now());
        if (isRefusal(ticket)) return resolve(ticket);
        entered = ticket;
        if (ticket.state === 'waiting') signal?.addEventListener('abort', leave, { once: true });
      });
    },
    adopt(request) {
      const ticket = schedule.adopt(request, () => undefined, clock().now());
      return { end: (actualCost) => schedule.end(ticket, actualCost, clock().now()) };
    },
    shares: async () => schedule.shares(),
    async close() {},
  };
}
