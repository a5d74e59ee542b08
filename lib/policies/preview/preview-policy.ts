import { now } from '@/lib/clock';
import { readLatest } from '@/lib/console/edit-policy';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { type PriceBook, priceBookFor } from '@/lib/metering/price-book';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Plan, Policy } from '@/lib/tenancy/schema';
import { type PastCalls, readCalls } from './read-calls';
import { type PriceOf, type Replayed, replay } from './replay';
import type { Preview } from './schema';

const DAYS = 30;
/** More would hold a page up; the newest say most. */
export const MOST_CALLS = 50_000;

/** The last 30 days of the tenant's ledger under this policy, beside the same under the policy in force. Throws `not_found`. */
export async function previewPolicy(
  ctx: PlatformContext,
  tenantId: string,
  next: Policy,
): Promise<Preview> {
  return comparePast(await readPast(ctx, tenantId, MOST_CALLS), next);
}

/** What a tenant's last 30 days are computed from. */
export interface Past extends PastCalls {
  zoned: { tenantId: string; timeZone: string };
  plan: Plan;
  /** In force. */
  policy: Policy;
  since: Date;
  to: Date;
}

/** Throws `not_found`. */
export async function readPast(
  ctx: PlatformContext,
  tenantId: string,
  mostCalls: number,
): Promise<Past> {
  authorizePlatform(ctx, 'policies:edit');
  const to = now();
  const since = new Date(to.getTime() - DAYS * 86_400_000);
  const why = {
    action: 'policy.preview',
    reason: 'Looked at what a policy would have meant',
    tenantId,
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const [tenant] = await sql<{ plan: Plan; zone: string }>(
      'select plan, time_zone as zone from tenant where id = $1',
      [tenantId],
    );
    if (!tenant) throw notFound();
    const { policy } = await readLatest(sql, tenantId);
    const zoned = { tenantId, timeZone: tenant.zone };
    const past = await readCalls(sql, zoned, { since, to, most: mostCalls });
    return { ...past, zoned, plan: tenant.plan, policy, since, to };
  });
}

/** The same calls under the policy in force and under this one. */
export async function comparePast(past: Past, next: Policy): Promise<Preview> {
  const { calls, refusedThen, isPart, zoned, since, to } = past;
  const priceOf = pricesOf(await priceBookFor(past.plan));
  const before = await replay(zoned, past.policy, past, priceOf);
  const after = await replay(zoned, next, past, priceOf);
  return {
    from: (isPart ? (calls[0]?.at ?? since) : since).toISOString(),
    to: to.toISOString(),
    requests: after.requests,
    refused: countOf(after),
    refusedNow: countOf(before),
    byLimit: mostFirst(after.refused),
    otherModel: after.otherModel,
    costNano: (after.cost - before.cost).toString(),
    priceNano: (after.price - before.price).toString(),
    costThenNano: sumOf(calls.map(({ cost }) => cost)),
    priceThenNano: sumOf(calls.map(({ price }) => price)),
    refusedThen,
    isPart,
    many: null,
  };
}

/** How many requests each limit refuses, most first. */
export const mostFirst = (refused: ReadonlyMap<string, number>): Preview['byLimit'] =>
  [...refused]
    .map(([limit, requests]) => ({ limit, requests }))
    .sort((one, other) => other.requests - one.requests);

const countOf = ({ refused }: Replayed) =>
  [...refused.values()].reduce((sum, each) => sum + each, 0);

const sumOf = (amounts: readonly bigint[]) =>
  amounts.reduce((sum, each) => sum + each, 0n).toString();

/** A model that has no price now is taken to cost nothing either way: what it cost then stays what it cost. */
function pricesOf(book: PriceBook): PriceOf {
  return (model, usage) => {
    try {
      return book.priceCall(model, usage);
    } catch {
      return { cost: 0n, price: 0n };
    }
  };
}
