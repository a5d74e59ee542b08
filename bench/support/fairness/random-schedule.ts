import { isRefusal } from '@/lib/traffic/fair/fair-queue';
import { FairSchedule } from '@/lib/traffic/fair/fair-schedule';
import type { Ticket } from '@/lib/traffic/fair/ticket';
import { Draw } from './draw';

const WEIGHTS = [1, 2, 4, 16];
const STEPS = 32;
/** Rounding of sums of floating-point numbers. */
const SLACK = 1e-6;

interface Request {
  flow: FlowModel;
  /** Counter of its flow at its arrival, and what waited before it. */
  counter: number;
  ahead: number;
  lowest: number;
  /** What each flow had been charged at its arrival; corrections upwards of its own flow. Each by the weight it was charged at. */
  charged: number[];
  added: number;
  /** Its flow stood at its cap when it came, or meanwhile. */
  capped: boolean;
  /** Number of the step in which it arrived, and in which it started. */
  arrived: number;
  started: number;
}

interface FlowModel {
  index: number;
  id: string;
  weight: number;
  /** So far. */
  leastWeight: number;
  /** With corrections, each by the weight at its start; the largest charge. */
  charged: number;
  largest: number;
  running: Ticket<Request>[];
  waiting: Ticket<Request>[];
  everCapped: boolean;
}

/**
 * One schedule drawn by its seed: arrivals, ends with wrong estimates and aborts in any order; every other one changes its slots
 * and weights on the way, as limits and policies do. Compares each step with what
 * `FairSchedule` promises, by a model of its own, and returns what was broken.
 */
export function brokenPromises(seed: number): string[] {
  return new RandomSchedule(seed).run();
}

class RandomSchedule {
  readonly #draw: Draw;
  /** Now, and at most so far. */
  #slots: number;
  #mostSlots: number;
  readonly #changes: boolean;
  readonly #flows: FlowModel[];
  readonly #schedule: FairSchedule<Request>;
  readonly #broken: string[] = [];
  #step = 0;

  constructor(seed: number) {
    this.#draw = new Draw(seed);
    this.#changes = seed % 2 === 1;
    this.#slots = 1 + this.#draw.below(8);
    this.#mostSlots = this.#slots;
    this.#flows = Array.from({ length: 2 + this.#draw.below(4) }, (_, index) => {
      const weight = WEIGHTS[this.#draw.below(4)] ?? 1;
      return {
        ...{ index, id: `f${index}`, weight, leastWeight: weight },
        ...{ charged: 0, largest: 0, running: [], waiting: [], everCapped: false },
      };
    });
    this.#schedule = new FairSchedule<Request>(
      () => this.#slots,
      (ticket) => this.#onStart(ticket),
    );
  }

  run(): string[] {
    for (; this.#step < STEPS && this.#broken.length === 0; this.#step++) {
      const flow = this.#flows[this.#draw.below(this.#flows.length)];
      const kind = this.#draw.below(10);
      if (!flow) continue;
      if (kind < 5) this.#enter(flow);
      else if (kind < 9) this.#end(flow);
      else this.#leave(flow);
      this.#afterStep();
    }
    return this.#broken;
  }

  /** Before an arrival, which is what the schedule looks at them for. */
  #change(flow: FlowModel): void {
    if (!this.#changes) return;
    if (this.#draw.below(6) === 0) this.#slots = 1 + this.#draw.below(8);
    this.#mostSlots = Math.max(this.#mostSlots, this.#slots);
    if (this.#draw.below(6) === 0) flow.weight = WEIGHTS[this.#draw.below(4)] ?? 1;
    flow.leastWeight = Math.min(flow.leastWeight, flow.weight);
  }

  #enter(flow: FlowModel): void {
    const capped = flow.waiting.length > 0 && flow.running.length >= this.#caps()(flow);
    this.#change(flow);
    const before = this.#schedule.counterOf(flow.id);
    const virtualTime = this.#schedule.virtualTime;
    const request: Request = {
      flow,
      ahead: flow.waiting.reduce((sum, ticket) => sum + ticket.cost, 0),
      counter: flow.waiting.length > 0 ? before : Math.max(before, virtualTime),
      charged: this.#flows.map((each) => each.charged),
      added: 0,
      capped,
      lowest: virtualTime,
      arrived: this.#step,
      started: 0,
    };
    const asked = {
      flow: flow.id,
      weight: flow.weight,
      cost: 1 + this.#draw.below(100),
      queueLimit: 1_000,
      maxWaitMs: Number.POSITIVE_INFINITY,
    };
    const started = flow.running.length;
    const ticket = this.#schedule.enter(asked, request, this.#step);
    if (isRefusal(ticket)) throw new Error('Nothing here is refused.');
    if (flow.running.length === started || ticket.state === 'waiting') flow.waiting.push(ticket);
    const after = this.#schedule.counterOf(flow.id);
    this.#expect(after >= before - SLACK, 'an arrival lowered a counter');
    this.#expect(after >= request.counter - SLACK, 'a returning flow was not lifted');
  }

  #end(flow: FlowModel): void {
    const [ticket] = flow.running.splice(this.#draw.below(flow.running.length || 1), 1);
    if (!ticket) return;
    const error = ticket.cost * this.#draw.unit() * 2 - ticket.cost * 0.75;
    const charge = error / ticket.weight;
    flow.charged += charge;
    if (error > 0) this.#foundDearer(flow, charge, ticket.caller.started);
    this.#schedule.end(ticket, ticket.cost + error, this.#step);
    this.#schedule.end(ticket, 0, this.#step);
  }

  /** What ran when a request arrived is charged to the time before it. */
  #foundDearer(flow: FlowModel, charge: number, started: number): void {
    for (const each of flow.waiting) each.caller.added += charge;
    for (const other of this.#flows)
      for (const { caller } of other.waiting)
        if (caller.arrived > started) {
          const before = caller.charged[flow.index] ?? 0;
          caller.charged[flow.index] = before + charge;
        }
  }

  #leave(flow: FlowModel): void {
    const [ticket] = flow.waiting.splice(this.#draw.below(flow.waiting.length || 1), 1);
    if (!ticket) return;
    this.#schedule.leave(ticket, this.#step);
  }

  #onStart(ticket: Ticket<Request>): void {
    const { flow } = ticket.caller;
    this.#look();
    this.#expect(flow.running.length < this.#caps()(flow), 'a flow went above its cap');
    const busy = this.#flows.reduce((sum, each) => sum + each.running.length, 0);
    this.#expect(busy < this.#slots, 'a turn started without a slot');
    for (const other of this.#flows)
      if (other !== flow) for (const each of other.waiting) this.#expectBound(each.caller, flow);
    flow.waiting = flow.waiting.filter((each) => each !== ticket);
    flow.running.push(ticket);
    ticket.caller.started = this.#step;
    const charge = ticket.cost / flow.weight;
    flow.charged += charge;
    flow.largest = Math.max(flow.largest, charge);
  }

  /** The bound of `FairSchedule` in counters, at each start that comes before a waiting request. */
  #expectBound({ flow, counter, ahead, added, charged, capped, lowest }: Request, by: FlowModel) {
    if (capped) return;
    const distance = counter - lowest + ahead / flow.leastWeight + added;
    const owed = by.everCapped ? this.#mostSlots * by.largest : 0;
    this.#expect(
      by.charged - (charged[by.index] ?? 0) <= distance + owed + SLACK,
      'the starvation bound was broken',
    );
  }

  #afterStep(): void {
    this.#look();
    let busy = 0;
    let idled = false;
    const caps = this.#caps();
    for (const flow of this.#flows) {
      busy += flow.running.length;
      idled ||= flow.waiting.length > 0 && flow.running.length < caps(flow);
    }
    // Turns in progress go on when slots become fewer.
    this.#expect(busy <= this.#slots || this.#changes, 'more turns than slots');
    this.#expect(busy >= this.#slots || !idled, 'a slot was idle while one could use it');
  }

  /** Virtual time and caps can change at each start and step. */
  #look(): void {
    const { virtualTime } = this.#schedule;
    const caps = this.#caps();
    for (const flow of this.#flows) {
      if (flow.waiting.length === 0) continue;
      const capped = flow.running.length >= caps(flow);
      flow.everCapped ||= capped;
      for (const { caller } of flow.waiting) {
        caller.capped ||= capped;
        caller.lowest = Math.min(caller.lowest, virtualTime);
      }
    }
  }

  /** What each flow may hold now, computed without the product's own counting. */
  #caps(): (flow: FlowModel) => number {
    let active = 0;
    let weight = 0;
    for (const flow of this.#flows) {
      if (flow.running.length + flow.waiting.length === 0) continue;
      active++;
      weight += flow.weight;
    }
    if (active <= 1) return () => this.#slots;
    const slots = this.#slots;
    return (flow) => Math.ceil(Math.max(slots / 2, (slots * flow.weight) / weight) - SLACK);
  }

  #expect(holds: boolean, promise: string): void {
    if (!holds) this.#broken.push(promise);
  }
}
