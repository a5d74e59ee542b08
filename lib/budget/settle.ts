import { now } from '@/lib/clock';
import type { MessageRecord } from '@/lib/db/message-records';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { hashSecret, idFrom } from '@/lib/ids';
import { log } from '@/lib/log';
import {
  type Priced,
  type PriceVersions,
  priceBooks,
  type TokenUsage,
} from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';
import { adjustEntry } from './adjust-entry';
import { runStep } from './batch';
import { heldUnder } from './hold-proof';
import type { Booked, SettleStep, StepProof } from './steps';
import { isUsage } from './usage';

export interface Settlement {
  outcome: 'complete' | 'incomplete' | 'failed' | 'unknown';
  /** Undefined when nobody knows: the call is then charged at its bound and marked estimated. */
  usage: TokenUsage | undefined;
  /** Whether `usage` is an upper bound instead of the provider's figure. */
  estimated: boolean;
}

export interface Settled extends Priced {
  usage: TokenUsage;
}

/** What a call produced must be booked: while PostgreSQL is away, it is tried so long. */
const PATIENCE_MS = 30_000;

/** What prices a call. */
interface CallFacts {
  model: string;
  prices: PriceVersions;
  account: 'platform' | 'own';
}

/**
 * Ends a hold: releases it, counts what was used and appends the ledger row, in one transaction. Settling
 * again changes nothing and returns undefined; only where the row was an estimate of a call of which
 * nothing was known, and now something is, the difference is booked as an adjustment. More than was held is
 * charged as it is and alerts the operators. `record`: what became of the call, kept in the same transaction; one that
 * PostgreSQL refuses is told to the log alone.
 */
export async function settle(
  ctx: TenantContext,
  reservationId: string,
  settlement: Settlement,
  record?: MessageRecord,
): Promise<Settled | undefined> {
  const held = heldUnder(ctx, reservationId);
  const proof = held ? { secret: held.secret } : { token: await ctx.databaseToken() };
  const usage = settlement.usage && isUsage(settlement.usage) ? settlement.usage : undefined;
  const facts = usage && (held?.reservation ?? (await readFacts(ctx, reservationId)));
  if (usage && !facts) return undefined;
  const priced = usage && facts ? await priceOf(ctx, facts, usage) : undefined;
  const step: SettleStep = {
    kind: 'settle',
    tenantId: ctx.tenantId,
    id: reservationId,
    proof,
    outcome: settlement.outcome,
    estimated: settlement.estimated || !usage,
    at: now(),
    ...(usage && priced && { figures: { usage, ...priced } }),
    record,
  };
  const done = await runStep(step, PATIENCE_MS);
  if (done.kind === 'settled') {
    const { booked } = done;
    if (booked && 'exceeded' in booked)
      log.error(
        { security: 'bound_exceeded', tenant: ctx.tenantId, reservation: reservationId },
        'a call took more than its bound',
      );
    if (step.figures) return step.figures;
    return booked && 'cost' in booked ? settledOf(booked) : undefined;
  }
  if (done.kind === 'replayed' && done.booked) {
    // Sent twice because nobody heard of the first time: it was this settlement.
    if (done.resent && isSame(done.booked, step)) return settledOf(done.booked);
    if (step.figures && done.booked.outcome === 'unknown' && done.booked.estimated)
      await correct(ctx, reservationId, done.booked, step.figures);
  }
  return undefined;
}

/** Tells the sweeper that this process still works under the hold. */
export async function renewHold(ctx: TenantContext, reservationId: string): Promise<void> {
  const step = { kind: 'renew', tenantId: ctx.tenantId, id: reservationId } as const;
  await runStep({ ...step, proof: await proofOf(ctx, reservationId) }, RENEW_PATIENCE_MS);
}

const RENEW_PATIENCE_MS = 5_000;

/** Ends a hold under which no provider call was made: nothing is charged and the ledger gets no row. */
export async function cancelHold(ctx: TenantContext, reservationId: string): Promise<void> {
  const step = { kind: 'cancel', tenantId: ctx.tenantId, id: reservationId, at: now() } as const;
  await runStep({ ...step, proof: await proofOf(ctx, reservationId) }, PATIENCE_MS);
}

async function proofOf(ctx: TenantContext, reservationId: string): Promise<StepProof> {
  const held = heldUnder(ctx, reservationId);
  return held ? { secret: held.secret } : { token: await ctx.databaseToken() };
}

async function priceOf(ctx: TenantContext, facts: CallFacts, usage: TokenUsage): Promise<Priced> {
  const { price, cost } = (await priceBooks(ctx.plan))(facts.prices).priceCall(facts.model, usage);
  // The tenant pays its own provider: the call costs the platform nothing.
  return { price, cost: facts.account === 'own' ? 0n : cost };
}

async function readFacts(ctx: TenantContext, id: string): Promise<CallFacts | undefined> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{
      tenant_id: string;
      model: string;
      cost_version: number;
      price_version: number;
      account: 'platform' | 'own';
    }>(
      `select tenant_id, model, cost_version, price_version, account from reservation
       where tenant_id = :tenant and id = $1`,
      [id],
    ),
  );
  if (!row) return undefined;
  const prices = { cost: row.cost_version, price: row.price_version };
  return { model: row.model, prices, account: row.account };
}

async function correct(
  ctx: TenantContext,
  id: string,
  booked: Booked,
  { usage, cost, price }: NonNullable<SettleStep['figures']>,
): Promise<void> {
  const was = settledOf(booked);
  await adjustEntry(ctx, id, {
    usage: {
      inputTokens: usage.inputTokens - was.usage.inputTokens,
      outputTokens: usage.outputTokens - was.usage.outputTokens,
      cacheReadTokens: usage.cacheReadTokens - was.usage.cacheReadTokens,
      cacheWrite5mTokens: usage.cacheWrite5mTokens - was.usage.cacheWrite5mTokens,
      cacheWrite1hTokens: usage.cacheWrite1hTokens - was.usage.cacheWrite1hTokens,
    },
    cost: cost - was.cost,
    price: price - was.price,
    reason: 'The outcome became known after the call was settled at its bound.',
    id: correctionOf(id),
  });
}

/** The one entry that says what became known of a call: said twice, it is booked once. */
function correctionOf(id: string): string {
  return idFrom(hashSecret(`truth of ${id}`));
}

function isSame(booked: Booked, { outcome, figures }: SettleStep): boolean {
  if (!figures) return booked.outcome === outcome;
  return (
    booked.outcome === outcome &&
    booked.cost === String(figures.cost) &&
    booked.price === String(figures.price)
  );
}

function settledOf(booked: Booked): Settled {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens } =
    booked;
  return {
    cost: BigInt(booked.cost),
    price: BigInt(booked.price),
    usage: { inputTokens, outputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens },
  };
}
