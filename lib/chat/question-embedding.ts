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
import { NO_USAGE } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';

/**
 * The metering of what a question's own embedding took. It is held and settled in the very transactions of the first call
 * that answers the question, so that nobody waits for it; of a question that comes to no call it is booked at the end.
 */
export class QuestionEmbedding {
  /** That were embedded. */
  tokens = 0;
  #hold: Reservation | undefined;
  #end: (() => void) | undefined;
  #settled: Settled | undefined;
  /** Of its next hold: one that was given back keeps its own. */
  #ordinal: number;

  /** @param earlier holds that attempts before took for the question */
  constructor(earlier = 0) {
    this.#ordinal = FIRST_EMBEDDING + earlier;
  }

  /** Nano-dollars that were charged. */
  get price(): bigint {
    return this.#settled?.price ?? 0n;
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

  /** Gives back what is held, as if it had not been taken. */
  async release(): Promise<void> {
    if (!this.#hold || !this.#end) return;
    this.#end();
    const hold = this.#hold;
    this.#hold = undefined;
    this.#end = undefined;
    await cancelHold(holdProof(hold), hold.id);
  }

  /** Settles what is held, once. */
  async settle(): Promise<void> {
    if (!this.#hold || !this.#end) return;
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

  async #take(
    ctx: TenantContext,
    need: Omit<EmbeddingNeed, 'callOrdinal' | 'principal' | 'tokens'>,
  ): Promise<void> {
    if (this.tokens === 0 || this.#hold) return;
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
      tokens: this.tokens,
    });
    this.#end = keepRenewed(this.#hold);
  }
}
