import { FairSchedule } from '@/lib/traffic/fair/fair-schedule';
import type { Ticket } from '@/lib/traffic/fair/ticket';

/** Of each tenant. */
const WAITING = 2;
const LIMITS = { weight: 4, queueLimit: 100, maxWaitMs: Number.POSITIVE_INFINITY };

/** A schedule whose slots are all taken, and every tenant has requests waiting. */
export class Backlog {
  readonly #schedule: FairSchedule<undefined>;
  readonly #running: Ticket<undefined>[] = [];
  #asked = 0;

  constructor(tenants: readonly string[], slots: number, now: number) {
    this.#schedule = new FairSchedule<undefined>(slots, (ticket) => this.#running.push(ticket));
    for (let n = 0; n < WAITING; n++) for (const tenant of tenants) this.#ask(tenant, now);
  }

  /** The oldest turn ends, the lowest counter's next one starts, and whose turn ended asks again. */
  turn(now: number): void {
    const ticket = this.#running.shift();
    if (!ticket) throw new Error('No slot is taken though all wait.');
    this.#schedule.end(ticket, ticket.cost, now);
    this.#ask(ticket.flow.id, now);
  }

  /** Costs that differ, so that counters do and the order changes with each turn. */
  #ask(flow: string, now: number): void {
    const cost = 500 + ((this.#asked++ * 7_919) % 1_000);
    this.#schedule.enter({ flow, cost, ...LIMITS }, undefined, now);
  }
}
