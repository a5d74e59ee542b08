import { WINDOW_BUCKETS } from './limiter';

interface Counted {
  requests: number;
  tokens: number;
}

interface Recent {
  tenantId: string;
  slots: number;
  /** By bucket of the minute, oldest first. */
  buckets: Map<number, Counted>;
}

/** What one process had admitted in the last minute: what a Redis that lost its memory is told again. */
export class RecentAdmissions {
  readonly #recent = new Map<string, Recent>();
  #newest = 0;

  /** Adds to what is counted in a bucket, and to the slots in use. */
  add(
    { name, tenantId }: { name: string; tenantId: string },
    bucket: number,
    more: Counted & { slots: number },
  ): void {
    let recent = this.#recent.get(name);
    if (!recent) {
      recent = { tenantId, slots: 0, buckets: new Map() };
      this.#recent.set(name, recent);
    }
    recent.slots = Math.max(0, recent.slots + more.slots);
    if (more.requests === 0 && more.tokens === 0) return;
    const counted = recent.buckets.get(bucket);
    if (counted) {
      counted.requests += more.requests;
      counted.tokens += more.tokens;
    } else recent.buckets.set(bucket, { requests: more.requests, tokens: more.tokens });
    this.#newest = Math.max(this.#newest, bucket);
    if (recent.buckets.size > WINDOW_BUCKETS + 3) this.#expire(name, recent);
  }

  /** Names with slots in use. */
  withSlots(): { name: string; tenantId: string; slots: number }[] {
    return [...this.#recent]
      .filter(([, { slots }]) => slots > 0)
      .map(([name, { tenantId, slots }]) => ({ name, tenantId, slots }));
  }

  /** Whether anything was admitted within the window, or is in use. */
  has(name: string): boolean {
    return this.#recent.has(name);
  }

  /** Forgets what is older than the window. */
  expire(): void {
    for (const [name, recent] of this.#recent) this.#expire(name, recent);
  }

  #expire(name: string, { buckets, slots }: Recent): void {
    for (const bucket of buckets.keys())
      if (bucket < this.#newest - WINDOW_BUCKETS - 1) buckets.delete(bucket);
    if (buckets.size === 0 && slots === 0) this.#recent.delete(name);
  }

  forget(name: string): boolean {
    return this.#recent.delete(name);
  }

  /** What was counted, bucket by bucket. */
  *all(): Generator<{ name: string; tenantId: string; bucket: number } & Counted> {
    for (const [name, { tenantId, buckets }] of this.#recent)
      for (const [bucket, counted] of buckets) yield { name, tenantId, bucket, ...counted };
  }
}
