import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { hashSecret, newId, newSecret } from '@/lib/ids';
import type { PriceVersions } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyHold } from '@/lib/tenancy/verify-hold';
import { runStep, wasNeverSent } from './batch';
import { type BoundedChoice, boundOf } from './bounds';
import { giveUp } from './give-up';
import { keepHoldProof } from './hold-proof';
import { mintedReservations } from './minted-reservations';
import { productLineOf } from './product-line';
import { type Downgrade, type Reservation, ReservationClass } from './reservation';
import type { CallNeed } from './reserve';
import type { BudgetScope } from './scopes';
import type { CounterState } from './steps';

/** While PostgreSQL is away a call is refused within a second. */
const PATIENCE_MS = 900;

/** One way to make a call, with every budget that it touches. */
export interface Attempt {
  choice: BoundedChoice;
  outputTokens: number;
  scopes: readonly BudgetScope[];
  versions: PriceVersions;
  downgrade: Downgrade | undefined;
  at: Date;
}

/**
 * Takes every budget of one way to make the call or none. Returns the hold, or the counters as they are when
 * something did not fit. Throws `store_unavailable`.
 */
export async function takeHold(
  ctx: TenantContext,
  need: CallNeed,
  { choice, outputTokens, scopes, versions, downgrade, at }: Attempt,
): Promise<Reservation | CounterState[]> {
  const [id, secret] = [newId(), newSecret()];
  const account = need.account ?? ctx.placement.modelAccount;
  const bound = boundOf(choice, outputTokens);
  const { kind: principalKind, id: principalId } = need.principal ?? ctx.principal;
  const token = await ctx.databaseToken();
  const step = runStep(
    {
      kind: 'reserve',
      token,
      id,
      requestId: need.requestId,
      callOrdinal: need.callOrdinal,
      principalKind,
      principalId,
      feature: need.feature,
      model: choice.model,
      policyVersion: ctx.policyVersion,
      costVersion: versions.cost,
      priceVersion: versions.price,
      inputTokens: choice.inputTokens,
      outputTokens,
      price: bound.price,
      // The tenant pays its own provider: the call costs the platform nothing.
      cost: account === 'own' ? 0n : bound.cost,
      at,
      documents: need.documents,
      holder: hashSecret(secret),
      conversationId: need.conversationId,
      account,
      productLine: productLineOf(need.feature),
      environment: env.TENANTRY_ENVIRONMENT,
      tags: need.tags ?? {},
      scopes,
    },
    PATIENCE_MS,
  );
  need.onAsked?.();
  const outcome = await step.catch((error) => {
    if (!wasNeverSent(error)) giveUp({ tenantId: ctx.tenantId, id, secret });
    throw error;
  });
  if (outcome.kind === 'refused') return outcome.counters;
  if (outcome.kind !== 'held')
    throw new AppError('cancelled', 'The session or the membership ended.');
  const reservation = new ReservationClass({
    id,
    tenantId: ctx.tenantId,
    requestId: need.requestId,
    callOrdinal: need.callOrdinal,
    model: choice.model,
    inputTokenBound: need.inputTokenBound,
    heldInputTokens: choice.inputTokens,
    maxOutputTokens: outputTokens,
    caches: need.caches,
    prices: versions,
    account,
    downgrade,
  });
  keepHoldProof(reservation, verifyHold(ctx, id, secret), secret);
  mintedReservations.add(reservation);
  return reservation;
}
