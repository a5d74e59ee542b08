import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ContainmentAction } from '@/lib/tenancy/schema';
import type { EndContainment } from './schema';

const PAUSE = JSON.stringify([{ kind: 'pause' }]);

/** Lifts one containment before its time; whom nothing else pauses goes on at once. `conflict` when it is over. */
export async function endContainment(ctx: PlatformContext, input: EndContainment): Promise<void> {
  authorizePlatform(ctx, 'containment:edit');
  const { tenantId, id, reason } = input;
  const why = { action: 'containment.end', reason, tenantId, detail: { containment: id } };
  await withPlatform(ctx, why, async (sql) => {
    const [ended] = await sql<{ actions: ContainmentAction[] }>(
      `update containment set ended_at = $3, ended_by = $4, end_reason = $5
       where tenant_id = $1 and id = $2 and ended_at is null returning actions`,
      [tenantId, id, now(), ctx.userId, reason],
    );
    if (!ended) throw new AppError('conflict', 'It is over already. Reload to see why.');
    if (ended.actions.some(({ kind }) => kind === 'pause')) await resume(sql, tenantId);
    await recordOperatorChange(ctx, sql, {
      tenantId,
      action: 'containment.end',
      objectKind: 'tenant',
      objectId: id,
    });
  });
}

/** Whoever begins another pause holds the tenant's row: what it wrote is seen by statements after the first alone. */
async function resume(sql: PlatformSql, tenantId: string): Promise<void> {
  await sql('select id from tenant where id = $1 for update', [tenantId]);
  await sql(
    `update tenant set state = 'active' where id = $1 and state = 'suspended' and not exists (
       select from containment c where c.tenant_id = $1 and c.ended_at is null and c.actions @> $2::jsonb)`,
    [tenantId, PAUSE],
  );
}

/**
 * Ends what pauses the tenant by a rule, without resuming it: an operator decides now. Returns whether
 * something did.
 */
export async function takeOverPause(
  ctx: PlatformContext,
  sql: PlatformSql,
  tenantId: string,
  reason: string,
): Promise<boolean> {
  const ended = await sql(
    `update containment set ended_at = $2, ended_by = $3, end_reason = $4
     where tenant_id = $1 and ended_at is null and actions @> $5::jsonb returning id`,
    [tenantId, now(), ctx.userId, reason, PAUSE],
  );
  return ended.length > 0;
}
