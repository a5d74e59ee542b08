import { now } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import { priceBookFor } from '@/lib/metering/price-book';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { boundedChoice } from './bounds';
import { binding } from './decide';
import { exhausted } from './exhausted';
import { isReservation, type Reservation } from './reservation';
import type { CallNeed } from './reserve';
import { type BudgetScope, scopesOf } from './scopes';
import { takeHold } from './take-hold';
import { usesOf } from './uses';

export interface EmbeddingNeed
  extends Pick<
    CallNeed,
    'requestId' | 'callOrdinal' | 'feature' | 'documents' | 'conversationId' | 'tags'
  > {
  /** Upper bound of what is embedded. */
  tokens: number;
  principal: NonNullable<CallNeed['principal']>;
}

/** The first call of an embedding: below are those of models that answer. */
export const FIRST_EMBEDDING = 1_000;

/**
 * Holds what embedding can take: its money in every budget, its tokens in those of its model and its feature, since a
 * plan's tokens are for answers. Nothing is made cheaper or shorter. Throws `budget_exhausted` or `rate_limited`
 * naming the limit, `model_unpriced`, or `store_unavailable`.
 */
export async function reserveEmbedding(
  ctx: TenantContext,
  { tokens, ...need }: EmbeddingNeed,
): Promise<Reservation> {
  const [book, policy] = await Promise.all([priceBookFor(ctx.plan), policyOf(ctx)]);
  const at = now();
  const { tenantId, timeZone } = ctx;
  const call = { model: EMBEDDING_MODEL, feature: need.feature };
  const subject = { tenantId, timeZone, principal: need.principal };
  const scopes = scopesOf(subject, policy, call, at).map(asEmbedding);
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
  const full = binding(uses.byModel().get(EMBEDDING_MODEL) ?? [], choice, 0, at);
  if (full) throw exhausted(full, timeZone);
  throw new AppError('store_unavailable', 'Too many ask at once for what is left of a budget.', {
    retryAfter: 1,
  });
}

function asEmbedding(scope: BudgetScope): BudgetScope {
  return scope.scope === 'model' || scope.scope === 'feature'
    ? scope
    : { ...scope, moneyOnly: true };
}
