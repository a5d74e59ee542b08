import type { Fault, LocalModelSettings } from './settings';

/** Decides request by request which fault strikes: deterministic, so that tests can count. */
export class FaultPlan {
  #struck = 0;
  #seen = 0;
  #fault: LocalModelSettings['fault'];

  next(settings: LocalModelSettings): Fault | undefined {
    if (settings.fault !== this.#fault) {
      this.#fault = settings.fault;
      this.#struck = 0;
    }
    const { fault } = settings;
    if (fault && this.#struck < (fault.times ?? Number.POSITIVE_INFINITY)) {
      this.#struck += 1;
      return fault;
    }
    this.#seen += 1;
    if (this.#falls(settings.rateLimitedShare)) {
      return { kind: 'status', status: 429, retryAfter: 1 };
    }
    return this.#falls(settings.overloadedShare) ? { kind: 'status', status: 529 } : undefined;
  }

  /** True for `share` of the calls, evenly spread: whenever the accumulated share passes a whole. */
  #falls(share: number): boolean {
    return Math.floor(this.#seen * share) > Math.floor((this.#seen - 1) * share);
  }
}
