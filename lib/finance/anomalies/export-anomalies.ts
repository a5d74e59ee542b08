import { withPlatform } from '@/lib/db/platform-sql';
import { exactUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { readAnomalies } from './queries';
import { type AnomalyView, CAUSE_DIMENSIONS } from './schema';

const HEADER = [
  ...['tenant', 'tenant_id', 'anomaly_id', 'first_day_utc', 'last_day_utc', 'peak_day_utc'],
  ...['cost_usd', 'expected_usd', 'compared_with', 'cause', 'key', 'change_usd'],
  ...['acknowledged_at', 'acknowledged_by', 'note', 'gone_at'],
];

/** A row for the change, its three effects and each part of each dimension, with exact decimal dollars. */
export async function exportAnomalies(
  ctx: PlatformContext,
  tenantId?: string,
): Promise<string[][]> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    ...{ action: 'anomalies.export', reason: 'Downloaded costs out of the ordinary' },
    tenantId,
  };
  const anomalies = await withPlatform(ctx, why, (sql) => readAnomalies(sql, tenantId));
  return [HEADER, ...anomalies.flatMap(cellsOf)];
}

function cellsOf(anomaly: AnomalyView): string[][] {
  const { tenant, causes } = anomaly;
  const about = [
    ...[tenant.name, tenant.id, anomaly.id, anomaly.firstDay, anomaly.lastDay, anomaly.peakDay],
    ...[exactUsd(BigInt(anomaly.costNano)), exactUsd(BigInt(anomaly.expectedNano))],
    causes.days.join(' '),
  ];
  const said = [
    ...[anomaly.acknowledgedAt ?? '', anomaly.acknowledgedBy ?? ''],
    ...[anomaly.note ?? '', anomaly.goneAt ?? ''],
  ];
  const line = (cause: string, key: string, nano: string) => [
    ...about,
    ...[cause, key, exactUsd(BigInt(nano))],
    ...said,
  ];
  return [
    line('change', '', causes.changeNano),
    line('volume', '', causes.volumeNano),
    line('mix', '', causes.mixNano),
    line('price', '', causes.priceNano),
    ...CAUSE_DIMENSIONS.flatMap((by) =>
      causes.parts[by].map(({ key, nano }) => line(by, key ?? 'others', nano)),
    ),
  ];
}
