/**
 * Start-time fair queueing over a fixed number of slots, after the Virtual Token Counter (Sheng et
 * al., "Fairness in Serving Large Language Models", OSDI 2024): each dispatch charges its estimated
 * cost divided by the tenant's weight to the tenant's counter, the lowest counter goes next, and a
 * tenant that returns from idle is lifted to the current virtual time.
 */
export class FairQueue {
  readonly #slots: number;
  readonly #queueLimit: number;
  readonly #flows = new Map<string, Flow>();
  #busy = 0;
  #virtualTime = 0;

  constructor(slots: number, queueLimit: number) {
    this.#slots = slots;
    this.#queueLimit = queueLimit;
  }

  /**
   * Waits for a slot. `cost` is the estimate in any one unit (tokens). Resolves with the turn, or
   * `undefined` when the flow's queue is full; rejects with the signal's reason.
   */
  async enter(
    flowId: string,
    weight: number,
    cost: number,
    signal?: AbortSignal,
  ): Promise<Turn | undefined> {
    signal?.throwIfAborted();
    const flow = this.#flow(flowId);
    if (flow.waiting.length >= this.#queueLimit) return undefined;
    if (flow.waiting.length === 0 && flow.running === 0)
      flow.counter = Math.max(flow.counter, this.#virtualTime);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        weight,
        cost,
        start: (turn) => {
          signal?.removeEventListener('abort', leave);
          resolve(turn);
        },
      };
      const leave = () => {
        flow.waiting.splice(flow.waiting.indexOf(waiter), 1);
        this.#forget(flowId, flow);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      flow.waiting.push(waiter);
      this.#dispatch();
    });
  }

  #flow(id: string): Flow {
    const flow = this.#flows.get(id) ?? { counter: this.#virtualTime, running: 0, waiting: [] };
    this.#flows.set(id, flow);
    return flow;
  }

  #dispatch(): void {
    while (this.#busy < this.#slots) {
      const next = this.#lowest();
      if (!next) return;
      const [id, flow] = next;
      const waiter = flow.waiting.shift();
      if (!waiter) return;
      this.#virtualTime = Math.max(this.#virtualTime, flow.counter);
      flow.counter += waiter.cost / waiter.weight;
      flow.running++;
      this.#busy++;
      waiter.start(this.#turn(id, flow, waiter));
    }
  }

  #lowest(): [string, Flow] | undefined {
    let best: [string, Flow] | undefined;
    for (const entry of this.#flows) {
      if (entry[1].waiting.length > 0 && (!best || entry[1].counter < best[1].counter))
        best = entry;
    }
    return best;
  }

  #turn(id: string, flow: Flow, waiter: Waiter): Turn {
    let done = false;
    return {
      end: (actualCost) => {
        if (done) return;
        done = true;
        flow.counter += (actualCost - waiter.cost) / waiter.weight;
        flow.running--;
        this.#busy--;
        this.#forget(id, flow);
        this.#dispatch();
      },
    };
  }

  /** An idle flow that is not ahead of virtual time owes nothing and is owed nothing. */
  #forget(id: string, flow: Flow): void {
    if (flow.running === 0 && flow.waiting.length === 0 && flow.counter <= this.#virtualTime)
      this.#flows.delete(id);
  }
}

export interface Turn {
  /** Frees the slot and corrects the charge to the actual cost; further calls do nothing. */
  end(actualCost: number): void;
}

interface Flow {
  counter: number;
  running: number;
  waiting: Waiter[];
}

interface Waiter {
  weight: number;
  cost: number;
  start(turn: Turn): void;
}
