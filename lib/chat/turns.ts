import { clock } from '@/lib/clock';
import { type AppError, isAppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import type { Turn } from '@/lib/traffic/fair/fair-queue';
import { takeTurn } from '@/lib/traffic/take-turn';
import { isUnavailable } from './model-refusal';

/**
 * The turns of one request: one at a time, in the queue of the model that is to be called. The policy's longest wait is one
 * for all of them, so that neither another model nor another step begins it anew; what is generated or runs between them, or
 * a person who is asked, takes nothing of it.
 */
export class Turns {
  readonly #ctx: TenantContext;
  readonly #policy: Policy;
  readonly #tokens: number;
  readonly #signal: AbortSignal;
  /** Milliseconds that are left to wait for turns. */
  #leftMs: number;
  #turn: Turn | undefined;

  /** `tokens`: of the request, estimated. */
  constructor(ctx: TenantContext, policy: Policy, tokens: number, signal: AbortSignal) {
    this.#ctx = ctx;
    this.#policy = policy;
    this.#tokens = tokens;
    this.#signal = signal;
    this.#leftMs = policy.queueSeconds * 1000;
  }

  /** Milliseconds by `clock` until which the request may wait if it waits from now on. */
  get waitsUntil(): number {
    return clock().now() + this.#leftMs;
  }

  /**
   * Waits for a turn of the model, and gives another model's back first. Returns the error of a queue in which it would
   * wait too long, where the policy has something to put in the answer's place; throws what `takeTurn` throws else.
   */
  async take(model: string): Promise<AppError | undefined> {
    this.end(0);
    const from = clock().now();
    try {
      const call = { model, tokens: this.#tokens, maxWaitMs: this.#leftMs };
      this.#turn = await takeTurn(this.#ctx, this.#policy, call, this.#signal);
      return undefined;
    } catch (error) {
      const replaced = isAppError(error) && isUnavailable(error);
      if (replaced && this.#policy.fallback !== 'error') return error;
      throw error;
    } finally {
      this.#leftMs = Math.max(0, this.#leftMs - (clock().now() - from));
    }
  }

  /** Gives the turn back; `tokens`: what was used, the estimate where nobody knows. */
  end(tokens: number | undefined): void {
    this.#turn?.end(tokens ?? this.#tokens);
    this.#turn = undefined;
  }
}
