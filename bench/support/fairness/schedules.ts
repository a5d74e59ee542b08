import { FairSchedule } from '@/lib/traffic/fair/fair-schedule';
import type { Ticket } from '@/lib/traffic/fair/ticket';
import type { Schedule } from './simulate';

type Begin = Parameters<Schedule['enter']>[1];

/** The product's schedule, in simulated time. */
export function fairSchedule(slots: number): Schedule {
  const fair = new FairSchedule<Begin>(slots, (ticket: Ticket<Begin>) =>
    ticket.caller((actual, at) => fair.end(ticket, actual, at)),
  );
  return { enter: (request, begin) => void fair.enter(request, begin, 0) };
}

/** First come, first served. */
export function fifoSchedule(slots: number): Schedule {
  const waiting: Begin[] = [];
  let busy = 0;
  const next = () => {
    const begin = busy < slots ? waiting.shift() : undefined;
    if (!begin) return;
    busy++;
    begin(() => {
      busy--;
      next();
    });
  };
  return {
    enter: (_request, begin) => {
      waiting.push(begin);
      next();
    },
  };
}
