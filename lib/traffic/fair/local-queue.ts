import { clock } from '@/lib/clock';
import { type FairQueue, isRefusal, type Turn } from './fair-queue';
import { FairSchedule } from './fair-schedule';
import type { Ticket } from './ticket';

type Start = (turn: Turn) => void;

/** The fair queue of one process. */
export function localQueue(slots: number | (() => number)): FairQueue {
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
    shares: async () => schedule.shares(),
    async close() {},
  };
}
