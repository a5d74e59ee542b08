import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { AcknowledgeAnomaly } from './schema';

/** Says what it was; the note stands on the chart. `conflict` when somebody else did before. */
export async function acknowledgeAnomaly(
  ctx: PlatformContext,
  { tenantId, id, note }: AcknowledgeAnomaly,
): Promise<void> {
  authorizePlatform(ctx, 'anomalies:acknowledge');
  const why = {
    ...{ action: 'anomalies.acknowledge', reason: note },
    ...{ tenantId, detail: { anomaly: id } },
  };
  await withPlatform(ctx, why, async (sql) => {
    const changed = await sql(
      `update cost_anomaly set acknowledged_at = $3, acknowledged_by = $4, note = $5
       where tenant_id = $1 and id = $2 and acknowledged_at is null returning id`,
      [tenantId, id, now(), ctx.userId, note],
    );
    if (changed.length > 0) return;
    const known = await sql('select from cost_anomaly where tenant_id = $1 and id = $2', [
      tenantId,
      id,
    ]);
    if (known.length === 0) throw notFound();
    throw new AppError('conflict', 'Somebody acknowledged it already. Reload to see who.');
  });
}
