import { processState } from '@/lib/process-state';

const TICK_MS = 50;
/** Of a tenant at each tick: four hundred a second. */
const EACH_TICK = 20;
/** Ticks that an answer is held at most: a second. */
const MOST_TICKS = 20;
/** Of all tenants; who comes after them is answered at once. */
const MOST_HELD = 2_000;

interface Held {
  release: () => void;
  /** The tick at which it is released, whoever is before it. */
  until: number;
}

interface Tenant {
  /** Let through since the last tick. */
  passed: number;
  /** The longest held first. */
  held: Held[];
}

/**
 * Paces repeats of refusals by tenant. Who asks again as soon as it is refused has its answers held, a second at most, so that
 * what a flood can ask for is bounded by how it is answered, and not by how fast this process is. Who asks less often
 * is never held.
 */
export class RepeatPace {
  readonly #tenants = new Map<string, Tenant>();
  #held = 0;
  #tick = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Resolves when the repeat may be answered; undefined when that is now. */
  wait(tenantId: string): Promise<void> | undefined {
    const tenant = this.#tenants.get(tenantId) ?? { passed: 0, held: [] };
    this.#tenants.set(tenantId, tenant);
    this.#timer ??= setInterval(() => this.#release(), TICK_MS);
    if (this.#held >= MOST_HELD) return undefined;
    if (tenant.held.length === 0 && tenant.passed < EACH_TICK) {
      tenant.passed += 1;
      return undefined;
    }
    this.#held += 1;
    return new Promise((release) => {
      tenant.held.push({ release, until: this.#tick + MOST_TICKS });
    });
  }

  #release(): void {
    this.#tick += 1;
    for (const [tenantId, tenant] of this.#tenants) {
      if (tenant.passed === 0 && tenant.held.length === 0) this.#tenants.delete(tenantId);
      const late = tenant.held.findIndex(({ until }) => until > this.#tick);
      const due = Math.max(EACH_TICK, late < 0 ? tenant.held.length : late);
      const released = tenant.held.splice(0, due);
      tenant.passed = released.length;
      this.#held -= released.length;
      for (const { release } of released) release();
    }
    if (this.#tenants.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

const pace = processState('traffic.repeatPace', () => new RepeatPace());

/** Before a repeat of a refusal is answered from memory: resolves, within a second, when it may be. */
export function paceRepeat(tenantId: string): Promise<void> | undefined {
  return pace.wait(tenantId);
}
