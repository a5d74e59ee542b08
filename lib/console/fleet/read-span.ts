import type { PlatformSql } from '@/lib/db/platform-sql';
import { segmentsOf } from '@/lib/metering/fleet/grains';
import { type FleetPoint, readLines, readSums, type SumsOf } from '@/lib/metering/fleet/read-sums';
import { FigureSum } from './fleet-figures';
import type { FleetSpan } from './fleet-span';
import type { FleetFigures } from './schema';

/** What happened in a span: by tenant, and over all that were asked for. */
export interface SpanFigures {
  byTenant: Map<string, FleetFigures>;
  totals: FleetFigures;
}

/** `customers`: whose figures count; those of the self-test's tenants do not. */
export async function readSpan(
  sql: PlatformSql,
  span: FleetSpan,
  customers: ReadonlySet<string>,
  of?: SumsOf,
): Promise<SpanFigures> {
  const all = new FigureSum();
  const byTenant = new Map<string, FleetFigures>();
  for (const sums of await readSums(sql, segmentsOf(span), of)) {
    if (!customers.has(sums.tenantId)) continue;
    const own = new FigureSum().add(sums);
    all.join(own);
    byTenant.set(sums.tenantId, own.figures());
  }
  return { byTenant, totals: all.figures() };
}

export function readTrends(
  sql: PlatformSql,
  span: FleetSpan,
): Promise<Map<string, Map<number, FleetPoint>>> {
  return readLines(sql, span, span.stepMs);
}
