import { lesser } from '@/lib/money';
import type { Policy } from '@/lib/tenancy/schema';
import type { BudgetScope } from './scopes';
import type { Amounts } from './soft-amounts';

/** A budget and what is taken of it; `used + held` never passes the limit. */
export interface ScopeUse extends BudgetScope {
  usedTokens: bigint;
  heldTokens: bigint;
  usedNano: bigint;
  heldNano: bigint;
  /** Since when the soft limit is passed. */
  softSince?: Date;
}

/** One model that could answer, with the upper bound of what that would take. */
export interface CallChoice {
  model: string;
  inputTokens: number;
  /** Nano-dollars of tenant price: of the whole input at its bound, and of each output token. */
  inputPrice: bigint;
  outputTokenPrice: bigint;
}

export interface CallRequest {
  /** The wanted model first, then cheaper ones that the policy allows, dearest first. */
  choices: readonly CallChoice[];
  /** Longest answer wanted, in tokens. */
  outputTokens: number;
  /** Whether the caller can wait until there is room. */
  deferrable: boolean;
  at: Date;
}

/** The budget in which something does not fit. */
export interface BindingLimit {
  scope: BudgetScope['scope'];
  scopeId: string;
  period: BudgetScope['period'];
  unit: 'tokens' | 'price';
  /** A soft limit whose grace is over. */
  soft: boolean;
  used: bigint;
  held: bigint;
  limit: bigint;
  resetsAt: Date;
}

/** Why a call is not made, and what would have to be free. */
export interface RefusingLimit extends BindingLimit {
  /** What the least of the answers that the policy allows takes at its bound, in the limit's unit. */
  need: bigint;
  /** Not even the whole of the budget is enough for it: waiting changes nothing. */
  tooSmall: boolean;
}

export type Decision =
  | { kind: 'admit'; model: string; outputTokens: number }
  | {
      kind: 'downgrade';
      model: string;
      outputTokens: number;
      changed: 'model' | 'length' | 'both';
      because: BindingLimit;
    }
  | { kind: 'queue' | 'deny'; because: RefusingLimit };

type Downgrades = Pick<Policy, 'downgradeModel' | 'downgradeLength' | 'usefulAnswerTokens'>;

/**
 * What becomes of a call under its budgets: as wanted; else by the first cheaper model that fits; else as long as
 * fits, by the model that can say most, but never below the useful minimum; else later, where budgets of which
 * nothing is taken have room for it; or not at all. Pure: the same policy, usage and request give the same decision.
 * `usage` holds, by model, every budget that a call of that model touches, in the order in which a refusal names
 * them. A choice dearer than the wanted one is never taken, whatever the list says.
 */
export function decide(
  policy: Downgrades,
  usage: ReadonlyMap<string, readonly ScopeUse[]>,
  request: CallRequest,
): Decision {
  const [wanted] = request.choices;
  if (!wanted) throw new TypeError('A call names at least one model.');
  const { outputTokens, at } = request;
  const of = (choice: CallChoice) => {
    const scopes = usage.get(choice.model);
    if (!scopes) throw new TypeError('Nobody said what is used of this model’s budgets.');
    return scopes;
  };
  const because = binding(of(wanted), wanted, outputTokens, at);
  if (!because) return { kind: 'admit', model: wanted.model, outputTokens };

  const choices = policy.downgradeModel
    ? request.choices.filter(
        (choice) => worstPrice(choice, outputTokens) <= worstPrice(wanted, outputTokens),
      )
    : [wanted];
  const cheaper = choices.find((choice) => !binding(of(choice), choice, outputTokens, at));
  if (cheaper)
    return { kind: 'downgrade', model: cheaper.model, outputTokens, changed: 'model', because };

  if (policy.downgradeLength) {
    let best: { choice: CallChoice; fits: number } | undefined;
    for (const choice of choices) {
      const fits = longest(of(choice), choice, outputTokens, at);
      if (fits >= policy.usefulAnswerTokens && fits > (best?.fits ?? 0)) best = { choice, fits };
    }
    if (best) {
      const changed = best.choice === wanted ? 'length' : 'both';
      return {
        kind: 'downgrade',
        model: best.choice.model,
        outputTokens: best.fits,
        changed,
        because,
      };
    }
  }
  const least = policy.downgradeLength
    ? Math.min(policy.usefulAnswerTokens, outputTokens)
    : outputTokens;
  const everFits = choices.some((choice) => !tooSmall(of(choice), choice, least));
  const limit = everFits ? because : (tooSmall(of(wanted), wanted, least) ?? because);
  const need = leastNeed(choices, least, limit);
  const kind = request.deferrable && everFits ? 'queue' : 'deny';
  return { kind, because: { ...limit, need, tooSmall: !everFits } };
}

/** Nano-dollars of tenant price at most. */
function worstPrice(choice: CallChoice, outputTokens: number): bigint {
  return choice.inputPrice + BigInt(outputTokens) * choice.outputTokenPrice;
}

/** What the least of the choices that this budget counts takes of it. */
function leastNeed(
  choices: readonly CallChoice[],
  outputTokens: number,
  { scope, scopeId, unit }: BindingLimit,
): bigint {
  const needs = choices
    .filter(({ model }) => scope !== 'model' || scopeId === model)
    .map((choice) =>
      unit === 'tokens'
        ? BigInt(choice.inputTokens + outputTokens)
        : worstPrice(choice, outputTokens),
    );
  return needs.reduce(lesser, needs[0] ?? 0n);
}

/** The first budget whose whole is not enough for the call. */
function tooSmall(
  scopes: readonly ScopeUse[],
  choice: CallChoice,
  outputTokens: number,
): BindingLimit | undefined {
  const tokens = BigInt(choice.inputTokens + outputTokens);
  const price = worstPrice(choice, outputTokens);
  for (const scope of scopes) {
    const { tokenLimit, priceLimit } = scope;
    if (tokens > tokenLimit)
      return bindingLimit(scope, 'tokens', tokenLimit, scope.usedTokens, scope.heldTokens);
    if (price > priceLimit)
      return bindingLimit(scope, 'price', priceLimit, scope.usedNano, scope.heldNano);
  }
  return undefined;
}

/** The first budget in which the call does not fit; undefined when it fits in all. Embedding that is free always fits. */
export function binding(
  scopes: readonly ScopeUse[],
  choice: CallChoice,
  outputTokens: number,
  at: Date,
): BindingLimit | undefined {
  const tokens = BigInt(choice.inputTokens + outputTokens);
  const price = worstPrice(choice, outputTokens);
  for (const scope of scopes) {
    const limits = limitsOf(scope, at);
    if (!scope.moneyOnly && scope.usedTokens + scope.heldTokens + tokens > limits.tokens)
      return bindingLimit(scope, 'tokens', limits.tokens, scope.usedTokens, scope.heldTokens);
    if (scope.moneyOnly && price === 0n) continue;
    if (scope.usedNano + scope.heldNano + price > limits.price)
      return bindingLimit(scope, 'price', limits.price, scope.usedNano, scope.heldNano);
  }
  return undefined;
}

/** Output tokens that fit in every budget beside the input, at most `outputTokens`; negative when not even that fits. */
function longest(
  scopes: readonly ScopeUse[],
  choice: CallChoice,
  outputTokens: number,
  at: Date,
): number {
  let fits = BigInt(outputTokens);
  for (const scope of scopes) {
    const limits = limitsOf(scope, at);
    const tokens = limits.tokens - scope.usedTokens - scope.heldTokens - BigInt(choice.inputTokens);
    if (tokens < fits) fits = tokens;
    const money = limits.price - scope.usedNano - scope.heldNano - choice.inputPrice;
    if (money < 0n) return -1;
    if (choice.outputTokenPrice > 0n && money / choice.outputTokenPrice < fits)
      fits = money / choice.outputTokenPrice;
  }
  return Number(fits);
}

/** What binds now: the soft limit once its grace is over, the hard one before. */
export function limitsOf({ tokenLimit, priceLimit, soft, softSince }: ScopeUse, at: Date): Amounts {
  const binds =
    soft && softSince && at.getTime() >= softSince.getTime() + soft.graceMinutes * 60_000;
  return binds ? soft : { tokens: tokenLimit, price: priceLimit };
}

function bindingLimit(
  scope: ScopeUse,
  unit: BindingLimit['unit'],
  limit: bigint,
  used: bigint,
  held: bigint,
): BindingLimit {
  return {
    scope: scope.scope,
    scopeId: scope.scopeId,
    period: scope.period,
    unit,
    soft: limit < (unit === 'tokens' ? scope.tokenLimit : scope.priceLimit),
    used,
    held,
    limit,
    resetsAt: scope.resetsAt,
  };
}
