import type { ScopeUse } from './decide';
import { type BudgetScope, counterKey } from './scopes';
import type { CounterState } from './steps';

/** What is known of the counters that a call could touch; nothing is taken of those not yet heard of. */
export interface KnownUses {
  byModel(): ReadonlyMap<string, readonly ScopeUse[]>;
  /** From a refusal: the counters as they stood under the lock. */
  learn(counters: readonly CounterState[]): void;
}

export function usesOf(scopes: ReadonlyMap<string, readonly BudgetScope[]>): KnownUses {
  const known = new Map<string, CounterState>();
  return {
    learn(counters) {
      for (const counter of counters)
        known.set(`${counter.scope}/${counter.scopeId}/${counter.period}`, counter);
    },
    byModel: () =>
      new Map(
        [...scopes].map(([model, each]) => [
          model,
          each.map((scope) => useOf(scope, known.get(counterKey(scope)))),
        ]),
      ),
  };
}

/** A budget with its counter. A soft limit that was raised out of reach counts as not passed. */
export function useOf(scope: BudgetScope, counter: CounterState | undefined): ScopeUse {
  const use = {
    ...scope,
    usedTokens: BigInt(counter?.usedTokens ?? 0),
    heldTokens: BigInt(counter?.heldTokens ?? 0),
    usedNano: BigInt(counter?.usedNano ?? 0),
    heldNano: BigInt(counter?.heldNano ?? 0),
  };
  const { soft } = scope;
  const passed = soft && (use.usedTokens >= soft.tokens || use.usedNano >= soft.price);
  return counter?.softSince && passed ? { ...use, softSince: new Date(counter.softSince) } : use;
}
