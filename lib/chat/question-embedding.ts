import { boundedChoice } from '@/lib/budget/bounds';
import { holdProof } from '@/lib/budget/hold-proof';
import { keepRenewed } from '@/lib/budget/keep-renewed';
import type { Reservation } from '@/lib/budget/reservation';
import { type CallNeed, reserve } from '@/lib/budget/reserve';
import {
  type EmbeddingNeed,
  FIRST_EMBEDDING,
  reserveEmbedding,
} from '@/lib/budget/reserve-embedding';
import { cancelHold, type Settled, settle } from '@/lib/budget/settle';
import { isAppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { NO_USAGE, priceBookFor } from '@/lib/metering/price-book';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';

type QuestionNeed = Omit<EmbeddingNeed, 'callOrdinal' | 'principal' | 'tokens'>;

/**
 * The metering of what a question's own embedding took. While the encoder costs nothing it is held and settled in the very
 * transactions of the first call that answers the question, so that nobody waits for it, and of a question that comes to no
 * call it is booked at the end. Once it is priced it is held before the question is embedded.
 */
export class QuestionEmbedding {
  /** That were embedded. */
  tokens = 0;
  #hold: Reservation | undefined;
  #end: (() => void) | undefined;
  #settled: Settled | undefined;
  /** Of its next hold: one that was given back keeps its own. */
  #ordinal: number;
  /** It was held before, and so it is charged whatever becomes of the question. */
  #heldFirst = false;

  /** @param earlier holds that attempts before took for the question */
  constructor(earlier = 0) {
    this.#ordinal = FIRST_EMBEDDING + earlier;
  }

  /** Nano-dollars that were charged. */
  get price(): bigint {
    return this.#settled?.price ?? 0n;
  }

  /** For before the question is embedded: holds its bound where that is paid for. Throws what `reserveEmbedding` does. */
  async reserveFirst(ctx: TenantContext, need: QuestionNeed, bound: number): Promise<void> {
    const book = await priceBookFor(ctx.plan);
    const { inputPrice, inputCost } = boundedChoice(book, EMBEDDING_MODEL, bound);
    if (inputPrice === 0n && inputCost === 0n) return;
    await this.#holdTokens(ctx, need, bound);
    this.#heldFirst = true;
  }

  /**
   * What `reserve` does, and holds the embedding beside it: both or none. The embedding is asked for first, so that the
   * call is made to fit in what that leaves; where the question can `wait` nothing is taken until it need not.
   */
  async reserve(
    ctx: TenantContext,
    policy: Policy,
    need: CallNeed,
    wait: boolean,
  ): Promise<Reservation> {
    if (wait) return this.#reserveAfter(ctx, policy, need);
    let taking = Promise.resolve();
    await new Promise<void>((resolve, reject) => {
      taking = this.#take(ctx, { ...need, onAsked: resolve });
      taking.then(resolve, reject);
    });
    const [call, question] = await Promise.allSettled([reserve(ctx, policy, need), taking]);
    if (call.status === 'rejected') {
      await this.release();
      throw call.reason;
    }
    if (question.status === 'fulfilled') return call.value;
    await cancelHold(holdProof(call.value), call.value.id);
    throw question.reason;
  }

  async #reserveAfter(ctx: TenantContext, policy: Policy, need: CallNeed): Promise<Reservation> {
    const embeds = this.#hold ? 0 : this.tokens;
    const call = await reserve(ctx, policy, { ...need, embeds });
    try {
      await this.#take(ctx, need);
      return call;
    } catch (error) {
      await cancelHold(holdProof(call), call.id);
      throw error;
    }
  }

  /** Gives back what is held, as if it had not been taken; what was paid for is settled. */
  async release(): Promise<void> {
    if (!this.#hold || !this.#end) return;
    if (this.#heldFirst && this.tokens > 0) return this.settle();
    this.#end();
    const hold = this.#hold;
    this.#hold = undefined;
    this.#end = undefined;
    await cancelHold(holdProof(hold), hold.id);
  }

  /** Settles what is held, once. */
  async settle(): Promise<void> {
    if (!this.#hold || !this.#end) return;
    if (this.tokens === 0) return this.release();
    this.#end();
    this.#end = undefined;
    const usage = { ...NO_USAGE, inputTokens: this.tokens };
    const { id } = this.#hold;
    this.#settled = await settle(holdProof(this.#hold), id, {
      outcome: 'complete',
      usage,
      estimated: false,
    });
  }

  /** Books what no call did; what finds no room in the budget then was embedded for nothing. */
  async finish(
    ctx: TenantContext,
    need: Pick<CallNeed, 'requestId' | 'feature' | 'tags'>,
  ): Promise<void> {
    try {
      await this.#take(ctx, { ...need, documents: [] });
    } catch (error) {
      if (!isAppError(error)) throw error;
      const facts = { requestId: need.requestId, tenant: ctx.tenantId, tokens: this.tokens };
      log.warn({ ...facts, err: String(error) }, 'a question’s embedding was not booked');
    }
    await this.settle();
  }

  async #take(ctx: TenantContext, need: QuestionNeed): Promise<void> {
    if (this.tokens > 0 && !this.#hold) await this.#holdTokens(ctx, need, this.tokens);
  }

  async #holdTokens(ctx: TenantContext, need: QuestionNeed, tokens: number): Promise<void> {
    this.#hold = await reserveEmbedding(ctx, {
      requestId: need.requestId,
      callOrdinal: this.#ordinal++,
      feature: need.feature,
      documents: need.documents,
      conversationId: need.conversationId,
      tags: need.tags,
      deferrable: need.deferrable,
      onAsked: need.onAsked,
      principal: ctx.principal,
      tokens,
    });
    this.#end = keepRenewed(this.#hold);
  }
}
