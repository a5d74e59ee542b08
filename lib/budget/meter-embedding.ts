import { isAppError } from '@/lib/errors';
import { NO_USAGE } from '@/lib/metering/price-book';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { type EarlierEmbeddings, MOST_PIECES, readEarlier } from './earlier-embeddings';
import { holdProof } from './hold-proof';
import { keepRenewed } from './keep-renewed';
import type { Reservation } from './reservation';
import { type EmbeddingNeed, reserveEmbedding } from './reserve-embedding';
import { cancelHold, settle } from './settle';
import { tellSoon } from './tell-soon';

/** Work in which documents are embedded. Every attempt at it has the same id and the same pieces in the same order. */
export type EmbeddingWork = Pick<
  EmbeddingNeed,
  'requestId' | 'feature' | 'documents' | 'principal' | 'whateverBudgets'
>;

/** What is to be embedded next. */
export interface EmbeddingPieces {
  /** Place of the first in the work. */
  first: number;
  /** Upper bound of the tokens of each; one at least. */
  bounds: readonly number[];
}

/** Embeds so many of the next pieces, from the first on, and tells how many tokens they took. */
export type EmbedPieces<T> = (count: number, onTokens: (tokens: number) => void) => Promise<T>;

/** Runs `embed` with as many of the pieces as there is room for, one at least, and books what they come to. */
export type MeterEmbedding = <T>(pieces: EmbeddingPieces, embed: EmbedPieces<T>) => Promise<T>;

/**
 * Meters the pieces of one work, first to last. What is embedded at once is held before and settled at what it took,
 * also when it breaks off; where its bound does not fit in a budget it is halved, down to one piece. What an earlier attempt
 * embedded is not charged again: pieces that it ended need no room now, of those in which it broke off only the rest is
 * charged, and a hold that its process did not live to end is corrected to what the pieces take. The meter throws what
 * `reserveEmbedding` does before anything is embedded.
 */
export async function embeddingMeter(
  ctx: TenantContext,
  work: EmbeddingWork,
): Promise<MeterEmbedding> {
  const meter = new Meter(ctx, work, await readEarlier(ctx, work.requestId));
  return (pieces, embed) => meter.embed(pieces, embed);
}

class Meter {
  readonly #ctx: TenantContext;
  readonly #work: EmbeddingWork;
  readonly #earlier: EarlierEmbeddings;
  /** What fitted last is tried again, and twice that. */
  #most = MOST_PIECES;
  /** Tokens that were paid for and not yet met among the pieces. */
  #paid = 0;

  constructor(ctx: TenantContext, work: EmbeddingWork, earlier: EarlierEmbeddings) {
    this.#ctx = ctx;
    this.#work = work;
    this.#earlier = earlier;
  }

  async embed<T>({ first, bounds }: EmbeddingPieces, embed: EmbedPieces<T>): Promise<T> {
    const { complete, unknown, partTokens } = this.#earlier.at(first);
    this.#paid += partTokens;
    if (complete) {
      const { result, tokens } = await counted(embed, complete.pieces);
      this.#due(tokens - complete.tokens);
      return result;
    }
    if (unknown) {
      const { result, tokens } = await counted(embed, unknown.pieces);
      const usage = { ...NO_USAGE, inputTokens: this.#due(tokens) };
      await settle(this.#ctx, unknown.id, { outcome: 'complete', usage, estimated: false });
      return result;
    }
    const { hold, count } = await this.#take(first, bounds);
    if (hold) return this.#under(hold, count, embed);
    const { result, tokens } = await counted(embed, count);
    this.#due(tokens);
    return result;
  }

  /** A hold for as many pieces as fit; none where they are paid for. */
  async #take(first: number, bounds: readonly number[]) {
    let count = Math.min(this.#most, bounds.length, this.#earlier.roomAt(first));
    for (;;) {
      const bound = bounds.slice(0, count).reduce((sum, each) => sum + each, 0);
      if (bound <= this.#paid) return { hold: undefined, count };
      try {
        const hold = await reserveEmbedding(this.#ctx, {
          ...this.#work,
          callOrdinal: this.#earlier.ordinalOf(first, count),
          tokens: bound - this.#paid,
        });
        this.#most = Math.min(MOST_PIECES, count * 2);
        return { hold, count };
      } catch (error) {
        if (!isAppError(error) || !error.limit) throw error;
        if (count === 1) {
          await this.#tell(error);
          throw error;
        }
        count = Math.ceil(count / 2);
      }
    }
  }

  async #under<T>(hold: Reservation, count: number, embed: EmbedPieces<T>): Promise<T> {
    const stop = keepRenewed(hold);
    let tokens = 0;
    let outcome: 'complete' | 'incomplete' = 'incomplete';
    try {
      const result = await embed(count, (more) => {
        tokens += more;
      });
      outcome = 'complete';
      return result;
    } finally {
      stop();
      const inputTokens = this.#due(tokens);
      const usage = { ...NO_USAGE, inputTokens };
      const proof = holdProof(hold);
      if (inputTokens > 0) await settle(proof, hold.id, { outcome, usage, estimated: false });
      else await cancelHold(proof, hold.id);
      await this.#tell();
    }
  }

  /** What of the tokens is not paid for yet. */
  #due(tokens: number): number {
    const due = Math.max(0, tokens - this.#paid);
    this.#paid = Math.max(0, this.#paid - tokens);
    return due;
  }

  async #tell(refusal?: unknown): Promise<void> {
    const { tenantId, timeZone } = this.#ctx;
    const { principal, feature } = this.#work;
    const use = {
      policy: await policyOf(this.#ctx),
      subject: { tenantId, timeZone, principal },
      call: { model: EMBEDDING_MODEL, feature },
    };
    tellSoon(this.#ctx, use, refusal);
  }
}

async function counted<T>(embed: EmbedPieces<T>, count: number) {
  let tokens = 0;
  const result = await embed(count, (more) => {
    tokens += more;
  });
  return { result, tokens };
}
