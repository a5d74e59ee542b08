import type { Subject } from './limiter';
import { OP } from './limits-protocol';
import type { ScriptBatch } from './script-batch';

export type Named = Pick<Subject, 'name' | 'tenantId'>;

/** Slots freed, and what is added to the counts of a bucket. */
export interface Back {
  slots: number;
  bucket: number;
  tokens: number;
  requests: number;
}

/** What is given back with the subject's next decision, or a little later. */
export class LateReturns {
  readonly #later = new Map<string, { subject: Named; backs: Back[] }>();

  keep(subject: Named, back: Back): void {
    const known = this.#later.get(subject.name);
    if (known) known.backs.push(back);
    else this.#later.set(subject.name, { subject, backs: [back] });
  }

  subjects(): Named[] {
    return [...this.#later.values()].map(({ subject }) => subject);
  }

  /** Tells what was kept of the subject. */
  tell(batch: ScriptBatch, subject: Named): void {
    const later = this.#later.get(subject.name);
    if (!later) return;
    this.#later.delete(subject.name);
    const [only, more] = later.backs;
    if (only && !more) tellBack(batch, subject, only);
    else for (const back of merged(later.backs)) tellBack(batch, subject, back);
  }

  /** Slots are told by how many are in use. */
  keepCountsOnly(): void {
    for (const [name, { backs, subject }] of this.#later) {
      const counts = backs.filter(({ tokens, requests }) => tokens !== 0 || requests !== 0);
      if (counts.length === 0) this.#later.delete(name);
      else this.#later.set(name, { subject, backs: counts.map((back) => ({ ...back, slots: 0 })) });
    }
  }

  clear(): void {
    this.#later.clear();
  }
}

/** What would be missing from the counts when the call is lost is kept in the batch. */
export function tellBack(batch: ScriptBatch, subject: Named, back: Back): void {
  const { slots, bucket, tokens, requests } = back;
  const key = batch.key(subject);
  if (tokens === 0 && requests === 0) batch.tell([OP.free, key, slots]);
  else batch.tell([OP.release, key, slots, bucket, tokens, requests]);
  if (tokens > 0) batch.owed.push({ subject, back: { ...back, slots: 0 } });
}

/** One for each bucket. */
function merged(backs: readonly Back[]): Back[] {
  const buckets = new Map<number, Back>();
  for (const back of backs) {
    // What corrects nothing frees its slot under any bucket.
    const free = back.tokens === 0 && back.requests === 0;
    const bucket = free ? (buckets.keys().next().value ?? back.bucket) : back.bucket;
    const known = buckets.get(bucket);
    if (known) {
      known.slots += back.slots;
      known.tokens += back.tokens;
      known.requests += back.requests;
    } else buckets.set(bucket, { ...back });
  }
  return [...buckets.values()];
}
