import { counterKey, scopesOf } from '@/lib/budget/scopes';
import type { TokenUsage } from '@/lib/metering/price-book';
import { policyAt } from '@/lib/tenancy/policy-at';
import { effectivePolicy, type Policy } from '@/lib/tenancy/schema';
import { SlidingSum } from './sliding-sum';

/** What one request used of one model, from the ledger. */
export interface LedgerCall {
  requestId: string;
  at: Date;
  /** Counts against the limits of a minute; indexing and the like does not. */
  isRequest: boolean;
  principal: { kind: 'user' | 'key'; id: string };
  feature: string;
  model: string;
  usage: TokenUsage;
  cost: bigint;
  price: bigint;
}

/** What was used before the first call, of budgets that were counting then. */
export interface EarlierUse extends Pick<LedgerCall, 'principal' | 'feature' | 'model' | 'price'> {
  /** In its day and month. */
  at: Date;
  tokens: bigint;
}

/** Price of a call's use of a model, in nano-dollars; the same moment for all, so that differences are of use alone. */
export type PriceOf = (model: string, usage: TokenUsage) => { cost: bigint; price: bigint };

export interface Replayed {
  requests: number;
  refused: Map<string, number>;
  otherModel: number;
  cost: bigint;
  price: bigint;
}

const ALL_AT_ONCE = 500;
const NOTHING = { tokens: 0n, price: 0n };

/**
 * What these calls, in the order of their time, come to under the policy: each is refused by the first limit that has no room
 * for it, in which case it counts in none, beside what was used of its day and month before; a model outside of the list is replaced by its first, and a longer answer is cut.
 * Requests under way at the same time are not replayed. Pure; it lets others run in between.
 */
export async function replay(
  tenant: { tenantId: string; timeZone: string },
  stored: Policy,
  { calls, earlier }: { calls: readonly LedgerCall[]; earlier: readonly EarlierUse[] },
  priceOf: PriceOf,
): Promise<Replayed> {
  const policy = effectivePolicy(stored);
  const minute = new SlidingSum(60_000);
  const second = new SlidingSum(1_000);
  const tokensOfMinute = new SlidingSum(60_000);
  const used = new Map<string, { tokens: bigint; price: bigint }>();
  const scopesAt = (use: Pick<LedgerCall, 'principal' | 'feature' | 'model' | 'at'>) =>
    scopesOf({ ...tenant, principal: use.principal }, policy, use, use.at).map((scope) => ({
      ...scope,
      key: `${counterKey(scope)}/${scope.periodStart.getTime()}`,
    }));
  const use = (scopes: ReturnType<typeof scopesAt>, taken: { tokens: bigint; price: bigint }) => {
    for (const { key } of scopes) {
      const sum = used.get(key) ?? NOTHING;
      used.set(key, { tokens: sum.tokens + taken.tokens, price: sum.price + taken.price });
    }
  };
  for (const past of earlier) use(scopesAt(past), past);
  const refused = new Map<string, number>();
  const [seen, gone] = [new Set<string>(), new Set<string>()];
  const sums = { requests: 0, otherModel: 0, cost: 0n, price: 0n };
  for (const [place, call] of calls.entries()) {
    if (place % ALL_AT_ONCE === ALL_AT_ONCE - 1) await new Promise(setImmediate);
    const isFirst = !seen.has(call.requestId);
    seen.add(call.requestId);
    if (isFirst && call.isRequest) sums.requests++;
    if (gone.has(call.requestId)) continue;
    const taken = takenBy(policy, call, priceOf);
    const at = call.at.getTime();
    const inForce = policyAt(policy, call.at);
    const scopes = scopesAt({ ...call, model: taken.model });
    const counts = isFirst && call.isRequest;
    const full =
      (counts && second.at(at) >= policy.burstPerSecond && 'requests a second') ||
      (counts && minute.at(at) >= inForce.requestsPerMinute && 'requests a minute') ||
      (counts &&
        tokensOfMinute.at(at) + Number(taken.tokens) > policy.tokensPerMinute &&
        'tokens a minute') ||
      scopes
        .filter(({ key, tokenLimit, priceLimit }) => {
          const sum = used.get(key) ?? NOTHING;
          return sum.tokens + taken.tokens > tokenLimit || sum.price + taken.price > priceLimit;
        })
        .map(
          ({ scope, period }) =>
            `budget of the ${scope === 'tenant' ? '' : `${scope}’s `}${period}`,
        )[0];
    if (full) {
      gone.add(call.requestId);
      if (call.isRequest) refused.set(full, (refused.get(full) ?? 0) + 1);
      continue;
    }
    if (counts) {
      second.add(at, 1);
      minute.add(at, 1);
    }
    tokensOfMinute.add(at, Number(taken.tokens));
    use(scopes, taken);
    if (taken.model !== call.model && call.isRequest) sums.otherModel++;
    sums.cost += taken.cost;
    sums.price += taken.price;
  }
  return { ...sums, refused };
}

/** What the call would have used; as it was where nothing of it changes. */
function takenBy(policy: Policy, call: LedgerCall, priceOf: PriceOf) {
  const keeps = !call.isRequest || (policy.models as readonly string[]).includes(call.model);
  const model: string = keeps ? call.model : (policy.models[0] ?? call.model);
  const outputTokens = call.isRequest
    ? Math.min(call.usage.outputTokens, policy.answerTokens)
    : call.usage.outputTokens;
  const usage = { ...call.usage, outputTokens };
  const tokens = BigInt(
    usage.inputTokens +
      usage.outputTokens +
      usage.cacheReadTokens +
      usage.cacheWrite5mTokens +
      usage.cacheWrite1hTokens,
  );
  if (keeps && outputTokens === call.usage.outputTokens)
    return { model, tokens, cost: call.cost, price: call.price };
  const [before, after] = [priceOf(call.model, call.usage), priceOf(model, usage)];
  // An own account costs the platform nothing, whatever is asked of it.
  const cost = call.cost === 0n ? 0n : atLeastZero(call.cost + after.cost - before.cost);
  return { model, tokens, cost, price: atLeastZero(call.price + after.price - before.price) };
}

const atLeastZero = (amount: bigint) => (amount < 0n ? 0n : amount);
