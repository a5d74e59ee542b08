import { Flow } from './flow';
import { FlowHeap } from './flow-heap';
import { ServiceRate } from './service-rate';
import { slotCap } from './slot-cap';
import type { Ticket } from './ticket';

export interface FairRequest {
  /** Whose it is. */
  flow: string;
  /** Under which a store outside of the process keeps the flow; default: as above. */
  name?: string;
  /** Above 0; a fraction for one whose share is lowered. */
  weight: number;
  /** Estimate in any one unit (tokens). */
  cost: number;
  /** How many of the flow may wait. */
  queueLimit: number;
  /** It is refused at once when it would probably wait longer, and by a queue once it did. */
  maxWaitMs: number;
}

/** `queue_full`: too many of the flow wait. `too_late`: it would start after its deadline, or has not started by then. */
export interface QueueRefusal {
  refused: 'queue_full' | 'too_late';
  /** When the same request would fit, as far as can be told. */
  retryAfterMs: number;
  waiting: number;
}

/** Of flows that had no turn in a while, looked at with each turn: more are forgotten than are made. */
const LOOKED_AT = 2;
/** In turns of all. A flow that is made anew for each turn of one in ten thousand is dearer than the turn. */
const A_WHILE = 50_000;

export interface FlowShare {
  flow: string;
  weight: number;
  slots: number;
  waiting: number;
}

/**
 * Start-time fair queueing over a number of slots, after the Virtual Token Counter (Sheng et al., "Fairness in
 * Serving Large Language Models", OSDI 2024). A start charges estimate/weight to the flow's counter, its end corrects
 * that to the actual cost, and the lowest counter goes next. Virtual time is the lowest counter of those that
 * wait, or, when nobody does, the counter at which the last turn started; a flow that had nothing waiting is lifted to it.
 *
 * While others are active a flow holds at most max(half of the slots, its weighted share of them), rounded up. What it
 * could not take for that reason is owed to it up to one full set of slots.
 *
 * **Starvation bound.** Let a request of flow i arrive when the counter of i is c_i and A_i waits before it, let v be the
 * lowest virtual time until it starts, and let i be and stay below its cap. Then until it starts flow j starts turns only while
 * what j was charged since is at most
 *
 *     w_j * D_i + H_j    where    D_i = c_i - v + (A_i + U_i) / w_i
 *
 * with U_i by how much i's own turns were found underestimated meanwhile, and H_j the full set of slots that is owed to j if it
 * stood at its cap, else 0. Charges count with their corrections; so with L_j, the largest request of j, on top no slot
 * being free while it waits, and m slots that serve r each, it starts within
 *
 *     (A_i + R + sum over j of (w_j * D_i + H_j + L_j)) / (m * r)
 *
 * where R is what the turns in progress at its arrival still have to do. What others have waiting is not in it. Where weights
 * change on the way, the bound is one of counters: each charge and its correction is divided by the weight at its start, j's come to
 * at most D_i + H_j, with A_i divided by the lowest weight of i and H_j the slots times j's largest such charge.
 *
 * Each call is O(log n) in the number of flows. Callers give the time.
 */
export class FairSchedule<T> {
  readonly #slotsNow: () => number;
  readonly #started: (ticket: Ticket<T>) => void;
  /** Those that had a turn since `#turns` was 0, and the others; a flow is in one of them. */
  #flows = new Map<string, Flow<T>>();
  #older = new Map<string, Flow<T>>();
  #turns = 0;
  /** Flows that wait and may start. */
  readonly #ready = new FlowHeap<Flow<T>>();
  /** Flows that wait at their cap; at most two can. */
  readonly #capped = new Set<Flow<T>>();
  readonly #rate = new ServiceRate();
  #busy = 0;
  #active = 0;
  #activeWeight = 0;
  #waitingWeight = 0;
  #lastStart = 0;
  #arrivals = 0;

  /**
   * `started` is called for each turn that starts, within the call that let it start.
   * @param slots or how many there are now: when they become fewer, turns in progress go on and fewer start
   */
  constructor(slots: number | (() => number), started: (ticket: Ticket<T>) => void) {
    this.#slotsNow = typeof slots === 'number' ? () => slots : slots;
    this.#started = started;
  }

  get #slots(): number {
    return this.#slotsNow();
  }

  /** Number of flows that the schedule remembers. */
  get size(): number {
    return this.#flows.size + this.#older.size;
  }

  /** Whether any flow holds a slot or waits for one. */
  get inUse(): boolean {
    return this.#active > 0;
  }

  get virtualTime(): number {
    return this.#ready.least?.key ?? this.#lastStart;
  }

  /** The counter of a flow; a flow that nobody remembers stands at virtual time. */
  counterOf(flow: string): number {
    const known = this.#known(flow);
    return known && !this.#isOver(known) ? known.key : this.virtualTime;
  }

  enter(request: FairRequest, caller: T, nowMs: number): Ticket<T> | QueueRefusal {
    const known = this.#known(request.flow);
    const waiting = known?.waiting.size ?? 0;
    const waitMs = this.#predict(known, request.weight);
    if (waiting >= request.queueLimit)
      return { refused: 'queue_full', retryAfterMs: waitMs / request.queueLimit, waiting };
    if (waitMs > request.maxWaitMs)
      return { refused: 'too_late', retryAfterMs: waitMs - request.maxWaitMs, waiting };
    const flow = this.#found(request);
    const { cost, weight } = request;
    const ticket: Ticket<T> = {
      flow,
      caller,
      cost,
      weight,
      lifts: 0,
      state: 'waiting',
      startedAt: 0,
      next: undefined,
      previous: undefined,
    };
    this.#changing(flow, () => {
      flow.weight = weight;
      flow.waiting.add(ticket);
      flow.waitingCost += cost;
    });
    if (flow.waiting.size === 1) {
      flow.lift(this.virtualTime);
      flow.arrival = this.#arrivals++;
      this.#ready.add(flow);
    }
    this.#dispatch(nowMs);
    return ticket;
  }

  /** Counts a turn that another schedule started, also beyond the slots. */
  adopt(
    request: Pick<FairRequest, 'flow' | 'weight' | 'cost'>,
    caller: T,
    nowMs: number,
  ): Ticket<T> {
    const flow = this.#found(request);
    const { cost, weight } = request;
    const { lifts } = flow;
    this.#changing(flow, () => {
      flow.weight = weight;
      flow.running++;
    });
    flow.charge(cost / weight);
    if (flow.waiting.size > 0 && !this.#capped.has(flow)) this.#ready.moved(flow);
    this.#busy++;
    this.#dispatch(nowMs);
    const neighbours = { next: undefined, previous: undefined };
    return { flow, caller, cost, weight, lifts, state: 'running', startedAt: nowMs, ...neighbours };
  }

  /** Takes a request out that waits; one that runs or is over stays as it is. */
  leave(ticket: Ticket<T>, nowMs: number): void {
    if (ticket.state !== 'waiting') return;
    ticket.state = 'over';
    this.#changing(ticket.flow, () => this.#takeOut(ticket));
    this.#forgetSome();
    this.#dispatch(nowMs);
  }

  /** Frees the slot and corrects the charge; further calls do nothing. */
  end(ticket: Ticket<T>, actualCost: number, nowMs: number): void {
    if (ticket.state !== 'running') return;
    ticket.state = 'over';
    const { flow } = ticket;
    flow.correct((actualCost - ticket.cost) / ticket.weight, ticket.lifts);
    if (flow.waiting.size > 0 && !this.#capped.has(flow)) this.#ready.moved(flow);
    this.#changing(flow, () => {
      flow.running--;
    });
    this.#busy--;
    this.#rate.add(actualCost, nowMs - ticket.startedAt);
    this.#forgetSome();
    this.#dispatch(nowMs);
  }

  shares(): FlowShare[] {
    return [...this.#flows.values(), ...this.#older.values()]
      .filter((flow) => flow.active)
      .map((flow) => ({
        flow: flow.id,
        weight: flow.weight,
        slots: flow.running,
        waiting: flow.waiting.size,
      }));
  }

  /** The request's flow, about to be active. */
  #found({ flow: id, weight }: Pick<FairRequest, 'flow' | 'weight'>): Flow<T> {
    const known = this.#known(id);
    if (known && this.#isOver(known)) known.restart(weight, this.virtualTime);
    const flow = known ?? new Flow<T>(id, weight, this.virtualTime);
    if (!known || this.#older.delete(id)) this.#flows.set(id, flow);
    return flow;
  }

  #known(id: string): Flow<T> | undefined {
    return this.#flows.get(id) ?? this.#older.get(id);
  }

  /** Keeps what is summed over flows in step with a change of one. */
  #changing(flow: Flow<T>, change: () => void): void {
    this.#count(flow, -1);
    change();
    this.#count(flow, 1);
  }

  #count(flow: Flow<T>, sign: 1 | -1): void {
    if (flow.active) {
      this.#active += sign;
      this.#activeWeight += sign * flow.weight;
    }
    if (flow.waiting.size > 0) this.#waitingWeight += sign * flow.weight;
  }

  #cap(flow: Flow<T>): number {
    return slotCap(this.#slots, this.#active, flow.weight / this.#activeWeight);
  }

  #dispatch(nowMs: number): void {
    for (const flow of this.#capped) if (flow.running < this.#cap(flow)) this.#uncap(flow);
    while (this.#busy < this.#slots) {
      const flow = this.#ready.least;
      if (!flow) return;
      if (flow.running < this.#cap(flow)) this.#start(flow, nowMs);
      else {
        this.#ready.remove(flow);
        this.#capped.add(flow);
      }
    }
  }

  #uncap(flow: Flow<T>): void {
    this.#capped.delete(flow);
    const owed = flow.key - (this.virtualTime - this.#slots * flow.largestCharge);
    if (owed < 0) flow.lift(flow.key - owed);
    this.#ready.add(flow);
  }

  #start(flow: Flow<T>, nowMs: number): void {
    const ticket = flow.waiting.first;
    if (!ticket) throw new Error('A flow without requests is not ready.');
    this.#lastStart = flow.key;
    this.#changing(flow, () => {
      flow.running++;
      this.#takeOut(ticket);
    });
    ticket.state = 'running';
    ticket.startedAt = nowMs;
    ticket.weight = flow.weight;
    ticket.lifts = flow.lifts;
    flow.charge(ticket.cost / ticket.weight);
    if (flow.waiting.size > 0) this.#ready.moved(flow);
    this.#busy++;
    this.#started(ticket);
  }

  #takeOut(ticket: Ticket<T>): void {
    const { flow } = ticket;
    flow.waiting.remove(ticket);
    flow.waitingCost -= ticket.cost;
    if (flow.waiting.size > 0) return;
    if (!this.#capped.delete(flow)) this.#ready.remove(flow);
  }

  /** An idle flow that is not ahead of virtual time owes nothing and is owed nothing. */
  #isOver(flow: Flow<T>): boolean {
    return !flow.active && flow.key <= this.virtualTime;
  }

  /** A few of those that had no turn in a while; what is not over is looked at again after the next while. */
  #forgetSome(): void {
    this.#turns++;
    if (this.#older.size === 0) {
      if (this.#turns < A_WHILE) return;
      [this.#flows, this.#older] = [this.#older, this.#flows];
      this.#turns = 0;
    }
    let left = LOOKED_AT;
    for (const [id, flow] of this.#older) {
      this.#older.delete(id);
      if (!this.#isOver(flow)) this.#flows.set(id, flow);
      if (--left === 0) return;
    }
  }

  /** When a request that came now would start, from what its flow has before it and what it will be served. */
  #predict(flow: Flow<T> | undefined, weight: number): number {
    const waits = flow !== undefined && flow.waiting.size > 0;
    const activeWeight = this.#activeWeight + (flow?.active ? 0 : weight);
    const active = this.#active + (flow?.active ? 0 : 1);
    const cap = slotCap(this.#slots, active, weight / activeWeight);
    if (!waits && this.#busy < this.#slots && (flow?.running ?? 0) < cap) return 0;
    const waitingWeight = this.#waitingWeight + (waits ? 0 : weight);
    const slots = Math.min(cap, (this.#slots * weight) / waitingWeight);
    const debt = flow ? Math.max(0, flow.key - this.virtualTime) * weight : 0;
    const ahead = debt + (flow?.waitingCost ?? 0);
    return this.#rate.msFor(ahead, slots) + this.#rate.turnMs / this.#slots;
  }
}
