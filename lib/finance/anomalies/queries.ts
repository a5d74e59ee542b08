import { CUSTOMERS } from '@/lib/console/customers';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { AnomalyView } from './schema';

const SHOWN = 200;

interface StoredAnomaly {
  id: string;
  tenant: string;
  name: string;
  first_day: string;
  last_day: string;
  peak_day: string;
  more: boolean;
  cost: string;
  expected: string;
  causes: AnomalyView['causes'];
  found_at: Date;
  gone_at: Date | null;
  escalated_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_name: string | null;
  note: string | null;
}

/** The newest two hundred, of all customers or of one. */
export async function listAnomalies(
  ctx: PlatformContext,
  tenantId?: string,
): Promise<AnomalyView[]> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    ...{ action: 'anomalies.view', reason: 'Looked at costs out of the ordinary' },
    ...{ tenantId, fold: '5 minutes' },
  };
  return withPlatform(ctx, why, (sql) => readAnomalies(sql, tenantId));
}

/** In a transaction of the caller's. */
export async function readAnomalies(sql: PlatformSql, tenantId?: string): Promise<AnomalyView[]> {
  const rows = await sql<StoredAnomaly>(
    `select a.id, a.tenant_id as tenant, t.name, a.first_day::text, a.last_day::text, a.peak_day::text, a.more,
       a.cost_nano::text as cost, a.expected_nano::text as expected, a.causes, a.found_at, a.gone_at, a.escalated_at,
       a.acknowledged_at, u.name as acknowledged_name, a.note
     from cost_anomaly a join tenant t on t.id = a.tenant_id left join app_user u on u.id = a.acknowledged_by
     where a.tenant_id in ${CUSTOMERS} and ($1::uuid is null or a.tenant_id = $1)
     order by a.last_day desc, abs(a.cost_nano - a.expected_nano) desc, a.id limit ${SHOWN}`,
    [tenantId ?? null],
  );
  return rows.map((row) => ({
    id: row.id,
    tenant: { id: row.tenant, name: row.name },
    firstDay: row.first_day,
    lastDay: row.last_day,
    peakDay: row.peak_day,
    more: row.more,
    costNano: row.cost,
    expectedNano: row.expected,
    causes: row.causes,
    foundAt: row.found_at.toISOString(),
    goneAt: row.gone_at?.toISOString() ?? null,
    escalatedAt: row.escalated_at?.toISOString() ?? null,
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
    acknowledgedBy: row.acknowledged_name,
    note: row.note,
  }));
}
