import type { PlatformSql } from '@/lib/db/platform-sql';
import { segmentsOf } from '@/lib/metering/fleet/grains';
import { readSums } from '@/lib/metering/fleet/read-sums';
import { FigureSum } from './fleet-figures';
import type { FleetSpan } from './fleet-span';
import type { FleetFigures } from './schema';

/** What happened in a span: by tenant, and over all of them. */
export interface SpanFigures {
  byTenant: Map<string, FleetFigures>;
  totals: FleetFigures;
}

/** `customers`: whose figures count; those of the self-test's tenants do not. */
export async function readSpan(
  sql: PlatformSql,
  span: FleetSpan,
  customers: ReadonlySet<string>,
): Promise<SpanFigures> {
  const all = new FigureSum();
  const byTenant = new Map<string, FleetFigures>();
  for (const sums of await readSums(sql, segmentsOf(span))) {
    if (!customers.has(sums.tenantId)) continue;
    const own = new FigureSum().add(sums);
    all.join(own);
    byTenant.set(sums.tenantId, own.figures());
  }
  return { byTenant, totals: all.figures() };
}
