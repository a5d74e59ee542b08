import { clock } from '@/lib/clock';
import { type AppError, isAppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import type { Turn } from '@/lib/traffic/fair/fair-queue';
import { takeTurn } from '@/lib/traffic/take-turn';
import { isUnavailable } from './model-refusal';

/**
 * The turns of one request: one at a time, in the queue of the model that is to be called. The policy's longest wait is one
 * for all of them, so that neither another model nor another attempt begins it anew.
 */
export class Turns {
  readonly #ctx: TenantContext;
  readonly #policy: Policy;
  readonly #tokens: number;
  readonly #signal: AbortSignal;
  /** Milliseconds by `clock` from which on nothing is waited for any more. */
  readonly waitsUntil: number;
  #turn: Turn | undefined;

  /** `tokens`: of the request, estimated. */
  constructor(ctx: TenantContext, policy: Policy, tokens: number, signal: AbortSignal) {
    this.#ctx = ctx;
    this.#policy = policy;
    this.#tokens = tokens;
    this.#signal = signal;
    this.waitsUntil = clock().now() + policy.queueSeconds * 1000;
  }

  /**
   * Waits for a turn of the model, and gives another model's back first. Returns the error of a queue in which it would
   * wait too long, where the policy has something to put in the answer's place; throws what `takeTurn` throws else.
   */
  async take(model: string): Promise<AppError | undefined> {
    this.end(0);
    try {
      const call = { model, tokens: this.#tokens, waitsUntil: this.waitsUntil };
      this.#turn = await takeTurn(this.#ctx, this.#policy, call, this.#signal);
      return undefined;
    } catch (error) {
      const replaced = isAppError(error) && isUnavailable(error);
      if (replaced && this.#policy.fallback !== 'error') return error;
      throw error;
    }
  }

  /** Gives the turn back; `tokens`: what was used, the estimate where nobody knows. */
  end(tokens: number | undefined): void {
    this.#turn?.end(tokens ?? this.#tokens);
    this.#turn = undefined;
  }
}
