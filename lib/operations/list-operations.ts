import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorize, authorizePlatform } from '@/lib/tenancy/roles';
import { OPERATION_COLUMNS, type OperationRow, operationView } from './operation-row';
import type { OperationView } from './schema';

const SHOWN = 50;

/** A tenant's operations for the platform's people, newest first. */
export async function listOperations(
  ctx: PlatformContext,
  tenantId: string,
): Promise<OperationView[]> {
  authorizePlatform(ctx, 'operations:read');
  const why = {
    action: 'operations.read',
    reason: 'console',
    tenantId,
    fold: '10 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const rows = await sql<OperationRow>(
      `select ${OPERATION_COLUMNS} from tenant_operation where tenant_id = $1 order by created_at desc limit $2`,
      [tenantId, SHOWN],
    );
    return rows.map(operationView);
  });
}

/** The context's own, newest first, for its owner and admins. */
export async function listOwnOperations(ctx: TenantContext): Promise<OperationView[]> {
  authorize(ctx, 'operations:read');
  return withTenantSql(ctx, async (sql) => {
    const rows = await sql<OperationRow>(
      `select ${OPERATION_COLUMNS} from tenant_operation where tenant_id = :tenant order by created_at desc limit $1`,
      [SHOWN],
    );
    return rows.map(operationView);
  });
}
