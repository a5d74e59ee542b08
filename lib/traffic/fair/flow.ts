import type { HeapItem } from './flow-heap';
import type { Ticket } from './ticket';
import { WaitingLine } from './waiting-line';

/**
 * One tenant's account with the scheduler. Its counter is what it was charged, each charge divided by the weight
 * at that time; it is kept as two numbers, since a correction must reach what the charge reached and no further:
 * a refund of a charge from before a lift cannot give back what the lift took.
 */
export class Flow<T> implements HeapItem {
  readonly id: string;
  weight: number;
  readonly waiting = new WaitingLine<Ticket<T>>();
  /** Estimates of what waits. */
  waitingCost = 0;
  running = 0;
  /** Largest charge since the flow was made. */
  largestCharge = 0;
  arrival = 0;
  place = -1;
  lifts = 0;
  /** As if the last lift had not been. */
  #unlifted: number;
  /** From the last lift on. */
  #floor: number;

  constructor(id: string, weight: number, virtualTime: number) {
    this.id = id;
    this.weight = weight;
    this.#unlifted = virtualTime;
    this.#floor = virtualTime;
  }

  /** The counter: who has the lowest goes next. */
  get key(): number {
    return Math.max(this.#unlifted, this.#floor);
  }

  get active(): boolean {
    return this.running > 0 || this.waiting.size > 0;
  }

  /** As if it were made now: it owes nothing and is owed nothing, and no turn of it is open. */
  restart(weight: number, virtualTime: number): void {
    this.weight = weight;
    this.largestCharge = 0;
    this.lifts = 0;
    this.#unlifted = virtualTime;
    this.#floor = virtualTime;
  }

  /** Never lowers. Corrections of earlier charges end at `virtualTime` from now on. */
  lift(virtualTime: number): void {
    this.#unlifted = this.key;
    this.#floor = virtualTime;
    this.lifts++;
  }

  charge(amount: number): void {
    this.#unlifted += amount;
    this.#floor += amount;
    this.largestCharge = Math.max(this.largestCharge, amount);
  }

  /** `lifts` as it was when the charge was made. */
  correct(amount: number, lifts: number): void {
    this.#unlifted += amount;
    if (lifts === this.lifts) this.#floor += amount;
  }
}
