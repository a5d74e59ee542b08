import { clock } from '@/lib/clock';
import { type FairQueue, isRefusal, type Turn } from './fair-queue';
import { type FairRequest, FairSchedule } from './fair-schedule';
import { afterWait, lateRefusal } from './within-wait';

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
        let forget = () => {};
        const start: Start = (turn) => {
          forget();
          resolve(turn);
        };
        const entered = schedule.enter(request, start, clock().now());
        if (isRefusal(entered)) return resolve(entered);
        if (entered.state !== 'waiting') return;
        const leave = () => {
          forget();
          schedule.leave(entered, clock().now());
          reject(signal?.reason);
        };
        const stop = afterWait(request, () => {
          forget();
          schedule.leave(entered, clock().now());
          resolve(lateRefusal(request));
        });
        signal?.addEventListener('abort', leave, { once: true });
        forget = () => {
          stop();
          signal?.removeEventListener('abort', leave);
        };
      });
    },
    adopt(request) {
      const ticket = schedule.adopt(request, () => undefined, clock().now());
      return { end: (actualCost) => schedule.end(ticket, actualCost, clock().now()) };
    },
    get inUse() {
      return schedule.inUse;
    },
    shares: async () => schedule.shares(),
    async close() {},
  };
}
