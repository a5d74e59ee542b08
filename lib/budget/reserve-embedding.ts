import { now } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import { priceBookFor } from '@/lib/metering/price-book';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { boundedChoice } from './bounds';
import { binding, type CallChoice, type RefusingLimit, type ScopeUse } from './decide';
import { exhausted } from './exhausted';
import { isReservation, type Reservation } from './reservation';
import { BudgetWait, type CallNeed } from './reserve';
import { type BudgetScope, scopesOf } from './scopes';
import { UNLIMITED } from './soft-amounts';
import { takeHold } from './take-hold';
import { usesOf } from './uses';

export interface EmbeddingNeed
  extends Pick<
    CallNeed,
    | 'requestId'
    | 'callOrdinal'
    | 'feature'
    | 'documents'
    | 'conversationId'
    | 'tags'
    | 'deferrable'
    | 'onAsked'
  > {
  /** Upper bound of what is embedded. */
  tokens: number;
  principal: NonNullable<CallNeed['principal']>;
  /** An operator asked, or the system: it is booked, and no budget of the workspace refuses it. */
  whateverBudgets?: boolean;
}

/** The first call of an embedding: below are those of models that answer. */
export const FIRST_EMBEDDING = 1_000;

/**
 * Holds what embedding can take: its money in every budget, its tokens in those of its feature, since a plan's and
 * a model's tokens are for answers. Nothing is made cheaper or shorter. Throws `budget_exhausted` or `rate_limited`
 * naming the limit, `BudgetWait` for deferrable work, `model_unpriced`, or `store_unavailable`.
 */
export async function reserveEmbedding(
  ctx: TenantContext,
  { tokens, whateverBudgets, ...need }: EmbeddingNeed,
): Promise<Reservation> {
  const [book, policy] = await Promise.all([priceBookFor(ctx.plan), policyOf(ctx)]);
  const at = now();
  const { tenantId, timeZone } = ctx;
  const call = { model: EMBEDDING_MODEL, feature: need.feature };
  const subject = { tenantId, timeZone, principal: need.principal };
  const touched = scopesOf(subject, policy, call, at).map(asEmbedding);
  const scopes = whateverBudgets ? touched.map(withoutLimit) : touched;
  const choice = boundedChoice(book, EMBEDDING_MODEL, tokens);
  const taken = await takeHold(
    ctx,
    {
      ...need,
      model: EMBEDDING_MODEL,
      inputTokenBound: tokens,
      maxOutputTokens: 0,
      account: 'platform',
    },
    { choice, outputTokens: 0, scopes, versions: book.versions, downgrade: undefined, at },
  );
  if (isReservation(taken)) return taken;
  const uses = usesOf(new Map([[EMBEDDING_MODEL, scopes]]));
  uses.learn(taken);
  const full = refusing(uses.byModel().get(EMBEDDING_MODEL) ?? [], choice, at);
  if (full && need.deferrable && !full.tooSmall) throw new BudgetWait(full, timeZone);
  if (full) throw exhausted(full, timeZone);
  throw new AppError('store_unavailable', 'Too many ask at once for what is left of a budget.', {
    retryAfter: 1,
  });
}

/** The budget that has no room; first the one that has none when nothing is taken of it. */
function refusing(
  uses: readonly ScopeUse[],
  choice: CallChoice,
  at: Date,
): RefusingLimit | undefined {
  const tooSmall = uses.find((use) => binding([{ ...use, ...NOTHING_TAKEN }], choice, 0, at));
  const full = binding(tooSmall ? [tooSmall] : uses, choice, 0, at);
  if (!full) return undefined;
  const need = full.unit === 'tokens' ? BigInt(choice.inputTokens) : choice.inputPrice;
  return { ...full, need, tooSmall: tooSmall !== undefined };
}

const NOTHING_TAKEN = {
  usedTokens: 0n,
  heldTokens: 0n,
  usedNano: 0n,
  heldNano: 0n,
  softSince: undefined,
};

/** No rule names the encoder, and a limit for each model is one of models that answer. */
function asEmbedding(scope: BudgetScope): BudgetScope {
  return scope.scope === 'feature' ? scope : { ...scope, moneyOnly: true };
}

/** A soft limit stays for what it tells, and never binds. */
function withoutLimit(scope: BudgetScope): BudgetScope {
  const { soft } = scope;
  return {
    ...scope,
    tokenLimit: UNLIMITED,
    priceLimit: UNLIMITED,
    ...(soft && { soft: { ...soft, graceMinutes: NEVER_MINUTES } }),
  };
}

/** A century. */
const NEVER_MINUTES = 52_560_000;
