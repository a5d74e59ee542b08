import type { FleetSums } from '@/lib/metering/fleet/read-sums';
import { addSketch, addStored, emptySketch, quantilesOf } from '@/lib/metering/fleet/sketch';
import type { FleetFigures } from './schema';

const QUANTILES = [0.5, 0.95, 0.99];
const COUNTS = ['ok', 'stopped', 'refused', 'failed', 'retries', 'waited', 'tokens'] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

/** Adds up sums of any tenants and spans; percentiles are of all their requests together. */
export class FigureSum {
  readonly #latency = emptySketch();
  readonly #first = emptySketch();
  readonly #counts: Counts = {
    ok: 0,
    stopped: 0,
    refused: 0,
    failed: 0,
    retries: 0,
    waited: 0,
    tokens: 0,
  };
  #waitedMs = 0;
  #heldMs = 0;
  #cost = 0n;
  #price = 0n;

  add(sums: FleetSums): this {
    for (const key of COUNTS) this.#counts[key] += sums[key];
    this.#waitedMs += sums.waitedMs;
    this.#heldMs += sums.heldMs;
    this.#cost += sums.cost;
    this.#price += sums.price;
    addStored(this.#latency, sums.latency);
    addStored(this.#first, sums.firstToken);
    return this;
  }

  join(other: FigureSum): this {
    for (const key of COUNTS) this.#counts[key] += other.#counts[key];
    this.#waitedMs += other.#waitedMs;
    this.#heldMs += other.#heldMs;
    this.#cost += other.#cost;
    this.#price += other.#price;
    addSketch(this.#latency, other.#latency);
    addSketch(this.#first, other.#first);
    return this;
  }

  /** Refused requests have no time. */
  figures(): FleetFigures {
    const { ok, stopped, refused, failed, retries, waited, tokens } = this.#counts;
    const [p50, p95, p99] = quantilesOf(this.#latency, QUANTILES);
    const [firstTokenP95] = quantilesOf(this.#first, [0.95]);
    return {
      requests: ok + stopped + refused + failed,
      errors: failed,
      refusals: refused,
      stopped,
      retries,
      waited,
      tokens,
      waitedMs: this.#waitedMs,
      heldMs: this.#heldMs,
      latencyP50: p50 ?? null,
      latencyP95: p95 ?? null,
      latencyP99: p99 ?? null,
      firstTokenP95: firstTokenP95 ?? null,
      costNano: this.#cost.toString(),
      priceNano: this.#price.toString(),
    };
  }
}

export const NOTHING: FleetFigures = new FigureSum().figures();
