import { recordAudit } from '@/lib/audit/record';
import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorize, authorizePlatform } from '@/lib/tenancy/roles';

/** An erasure is not among them: half of one is worth nothing to anybody. */
const CANCEL = `state = 'cancelled', finished_at = $2 where id = $1 and state in ('queued', 'running') and kind <> 'erase'`;

/** Ends an operation that waits or runs; the worker that has it notices within a second. `conflict` when it ended. */
export async function cancelOperation(
  ctx: PlatformContext,
  request: { tenantId: string; id: string; reason: string },
): Promise<void> {
  authorizePlatform(ctx, 'operations:request');
  const { tenantId, id, reason } = request;
  const why = { action: 'operation.cancel', reason, tenantId, detail: { operation: id } };
  await withPlatform(ctx, why, async (sql) => {
    const rows = await sql(
      `update tenant_operation set ${CANCEL} and tenant_id = $3 returning id`,
      [id, now(), tenantId],
    );
    assertCancelled(rows);
    await recordOperatorChange(ctx, sql, {
      tenantId,
      action: 'operation.cancel',
      objectKind: 'operation',
      objectId: id,
    });
  });
}

/** The same for the tenant's owner, of what an owner may ask for. */
export async function cancelOwnOperation(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, 'operations:request');
  await withTenantSql(ctx, async (sql) => {
    const rows = await sql(
      `update tenant_operation set ${CANCEL} and tenant_id = :tenant returning id`,
      [id, now()],
    );
    assertCancelled(rows);
    await recordAudit(ctx, sql, {
      action: 'operation.cancel',
      objectKind: 'operation',
      objectId: id,
    });
  });
}

function assertCancelled(rows: unknown[]): void {
  if (rows.length === 0)
    throw new AppError('conflict', 'It has ended meanwhile, or cannot be cancelled.');
}
