import { clock, now } from '@/lib/clock';
import { type PlatformReason, withPlatform } from '@/lib/db/platform-sql';
import { readLines } from '@/lib/metering/fleet/read-sums';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { TimeRange } from '../range/schema';
import { NOTHING } from './fleet-figures';
import { bucketsOfSpan, type FleetSpan, fleetSpan, spanBefore } from './fleet-span';
import { healthOf } from './health';
import { pageOfFleet } from './page-of-fleet';
import { readMonthBudgets } from './read-budgets';
import { readSpan } from './read-span';
import { readStanding, readTenants } from './read-standing';
import type { FleetFilter, FleetRow, FleetView } from './schema';
import { sharedReading } from './shared-reading';

const VIEW: PlatformReason = {
  action: 'fleet.view',
  reason: 'Looked at the fleet',
  fold: '5 minutes',
};

/**
 * Every tenant with what happened in the range and in the range before, and how it stands now; filtered, sorted and cut to a
 * page. Figures are of the rollups that cover the range; one reading of them serves everybody who looks at this instance for
 * as long as `sharedReading` says, and `readAt` says how old it is. What tenants hold, breakers and containments are of now.
 */
export async function readFleet(
  ctx: PlatformContext,
  range: TimeRange,
  filter: FleetFilter = {},
): Promise<FleetView> {
  authorizePlatform(ctx, 'tenants:read');
  const asked = fleetSpan(range, clock().now());
  // Read for each who looks: nobody misses a tenant that was just made or contained, nor a breaker that opened, and
  // PostgreSQL says who may.
  const { tenants, standing } = await withPlatform(ctx, VIEW, async (sql) => ({
    tenants: await readTenants(sql),
    standing: await readStanding(ctx, sql),
  }));
  const { value: budgets, at: budgetsAt } = await sharedReading('budgets', () =>
    withPlatform(ctx, VIEW, (sql) => readMonthBudgets(sql, now())),
  );
  const { value: figures, at: figuresAt } = await sharedReading(nameOf(range, asked), () =>
    readFigures(ctx, asked),
  );
  const { span, byTenant, before, trends, totals, totalsBefore } = figures;
  const buckets = bucketsOfSpan(span);
  const heldMs = totals.heldMs;
  const at = clock().now();
  const all = tenants.map((tenant): FleetRow => {
    const { id, slug, name, plan, state, leaves_at, created_at, contained } = tenant;
    const own = byTenant.get(id) ?? NOTHING;
    const { requests, errors, refusals, waited, latencyP95 } = own;
    const then = before.get(id) ?? NOTHING;
    const budget = budgets.get(id) ?? null;
    const breaker = standing.breakers.get(id) ?? null;
    const { health, complaints } = healthOf(
      { state, requests, errors, refusals, waited, latencyP95, before: then, budget, breaker },
      contained,
      at,
    );
    // Each by its name: spread, a thousand rows take eight times as long, for each who looks.
    return {
      requests,
      errors,
      refusals,
      stopped: own.stopped,
      retries: own.retries,
      waited,
      waitedMs: own.waitedMs,
      heldMs: own.heldMs,
      tokens: own.tokens,
      latencyP50: own.latencyP50,
      latencyP95,
      latencyP99: own.latencyP99,
      firstTokenP95: own.firstTokenP95,
      costNano: own.costNano,
      priceNano: own.priceNano,
      id,
      slug,
      name,
      plan,
      state,
      leavesAt: leaves_at?.toISOString() ?? null,
      before: then,
      trend: buckets.map((from, place) => {
        const existed = from + span.stepMs > created_at.getTime();
        return trends.get(id)?.get(place) ?? (existed ? 0 : null);
      }),
      slotShare: heldMs > 0 ? own.heldMs / heldMs : null,
      slots: standing.shares.get(id)?.slots ?? 0,
      waiting: standing.shares.get(id)?.waiting ?? 0,
      budget,
      breaker,
      health,
      complaints,
    };
  });
  return {
    ...pageOfFleet(all, filter),
    totals,
    before: totalsBefore,
    span: {
      from: new Date(span.from).toISOString(),
      to: new Date(span.to).toISOString(),
      stepMs: span.stepMs,
    },
    platformModels: standing.platformModels,
    readAt: new Date(Math.min(budgetsAt, figuresAt)).toISOString(),
  };
}

async function readFigures(ctx: PlatformContext, span: FleetSpan) {
  return withPlatform(ctx, VIEW, async (sql) => {
    const ids = await sql<{ id: string }>('select id from tenant where not canary');
    const customers = new Set(ids.map(({ id }) => id));
    const now = await readSpan(sql, span, customers);
    const before = await readSpan(sql, spanBefore(span, clock().now()), customers);
    return {
      span,
      ...{ byTenant: now.byTenant, totals: now.totals },
      ...{ before: before.byTenant, totalsBefore: before.totals },
      trends: await readLines(sql, span),
    };
  });
}

/** A preset moves with the time: one name for as long as a reading serves. */
function nameOf(range: TimeRange, span: FleetSpan): string {
  return range.preset === 'custom' ? `fleet ${span.from} ${span.to}` : `fleet ${range.preset}`;
}
