import { isRefusal } from '@/lib/traffic/fair/fair-queue';
import { FairSchedule } from '@/lib/traffic/fair/fair-schedule';
import { slotCap } from '@/lib/traffic/fair/slot-cap';
import type { Ticket } from '@/lib/traffic/fair/ticket';
import { Draw } from './draw';

const WEIGHTS = [1, 2, 4, 16];
const ARRIVALS = 60;

interface Request {
  flow: FlowModel;
  at: number;
  /** Counter of its flow at its arrival, what waited before it, and what turns in progress had left. */
  counter: number;
  ahead: number;
  inProgress: number;
  lowest: number;
  /** A slot was free or its flow at its cap meanwhile: then nothing is promised. */
  exempt: boolean;
}

interface FlowModel {
  id: string;
  weight: number;
  largest: number;
  everCapped: boolean;
  running: { ticket: Ticket<Request>; until: number }[];
  waiting: Ticket<Request>[];
}

/**
 * One schedule drawn by its seed, in simulated time: a slot does one unit of cost a millisecond and estimates are right. How long
 * each request waited over the longest that `FairSchedule` promises, for those that it promises something.
 */
export function waitsOverPromise(seed: number): number[] {
  return new TimedSchedule(seed).run();
}

class TimedSchedule {
  readonly #draw: Draw;
  readonly #slots: number;
  readonly #flows: FlowModel[];
  readonly #schedule: FairSchedule<Request>;
  readonly #ratios: number[] = [];
  #now = 0;

  constructor(seed: number) {
    this.#draw = new Draw(seed);
    this.#slots = 1 + this.#draw.below(8);
    this.#flows = Array.from({ length: 2 + this.#draw.below(4) }, (_, index) => ({
      ...{ id: `f${index}`, weight: WEIGHTS[this.#draw.below(4)] ?? 1 },
      ...{ largest: 0, everCapped: false, running: [], waiting: [] },
    }));
    this.#schedule = new FairSchedule<Request>(this.#slots, (ticket) => this.#onStart(ticket));
  }

  run(): number[] {
    let left = ARRIVALS;
    let next = 0;
    for (;;) {
      const first = this.#firstEnd();
      if (left > 0 && (!first || next <= first.until)) {
        this.#now = next;
        this.#arrive();
        left -= 1;
        next += this.#draw.below(200) / this.#slots;
      } else if (first) {
        this.#now = first.until;
        const { flow } = first.ticket.caller;
        flow.running = flow.running.filter((each) => each !== first);
        this.#schedule.end(first.ticket, first.ticket.cost, this.#now);
      } else return this.#ratios;
      this.#look();
      this.#exemptWhileFree();
    }
  }

  #arrive(): void {
    const flow = this.#flows[this.#draw.below(this.#flows.length)];
    if (!flow) return;
    const cost = 1 + this.#draw.below(100);
    const { virtualTime } = this.#schedule;
    const counter = this.#schedule.counterOf(flow.id);
    const caller: Request = {
      ...{ flow, at: this.#now, lowest: virtualTime, exempt: false },
      counter: flow.waiting.length > 0 ? counter : Math.max(counter, virtualTime),
      ahead: sum(flow.waiting, (each) => each.cost),
      inProgress: sum(this.#flows, ({ running }) => sum(running, (each) => each.until - this.#now)),
    };
    flow.largest = Math.max(flow.largest, cost);
    const { id, weight } = flow;
    const limits = { queueLimit: 1_000, maxWaitMs: Number.POSITIVE_INFINITY };
    const ticket = this.#schedule.enter({ flow: id, weight, cost, ...limits }, caller, this.#now);
    if (isRefusal(ticket)) throw new Error('Nothing here is refused.');
    if (ticket.state === 'waiting') flow.waiting.push(ticket);
  }

  #onStart(ticket: Ticket<Request>): void {
    const { caller } = ticket;
    this.#look();
    const { flow, at } = caller;
    flow.waiting = flow.waiting.filter((each) => each !== ticket);
    flow.running.push({ ticket, until: this.#now + ticket.cost });
    const promised = this.#promise(caller);
    if (!caller.exempt && promised > 0) this.#ratios.push((this.#now - at) / promised);
  }

  #promise({ flow, counter, ahead, inProgress, lowest }: Request): number {
    const distance = counter - lowest + ahead / flow.weight;
    const others = this.#flows.filter((other) => other !== flow);
    const before = sum(others, ({ weight, largest, everCapped }) => {
      const owed = everCapped ? this.#slots * largest : 0;
      return weight * distance + owed + largest;
    });
    return (ahead + inProgress + before) / this.#slots;
  }

  #look(): void {
    const { virtualTime } = this.#schedule;
    const active = this.#flows.filter((each) => each.running.length + each.waiting.length > 0);
    const weight = sum(active, (each) => each.weight);
    for (const flow of active) {
      if (flow.waiting.length === 0) continue;
      const cap = slotCap(this.#slots, active.length, flow.weight / weight);
      const capped = flow.running.length >= cap;
      flow.everCapped ||= capped;
      for (const { caller } of flow.waiting) {
        caller.lowest = Math.min(caller.lowest, virtualTime);
        caller.exempt ||= capped;
      }
    }
  }

  /** Between steps; while turns end and start a slot is free for no time. */
  #exemptWhileFree(): void {
    if (sum(this.#flows, ({ running }) => running.length) >= this.#slots) return;
    for (const { waiting } of this.#flows) for (const { caller } of waiting) caller.exempt = true;
  }

  #firstEnd(): FlowModel['running'][number] | undefined {
    let first: FlowModel['running'][number] | undefined;
    for (const { running } of this.#flows)
      for (const each of running) if (!first || each.until < first.until) first = each;
    return first;
  }
}

function sum<T>(all: readonly T[], value: (of: T) => number): number {
  return all.reduce((total, each) => total + value(each), 0);
}
