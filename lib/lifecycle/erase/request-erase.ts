import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { sqlState } from '@/lib/db/sql-errors';
import { AppError, notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import { requestOperation } from '@/lib/operations/request-operation';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';

export interface EraseRequest {
  tenantId: string;
  /** The tenant's address, typed by the operator. */
  confirmation: string;
  /** For the audit log and the receipt; 3 to 500 characters. */
  reason: string;
}

const HELD = 'TH001';

/**
 * Begins a tenant's erasure: from the next statement on nobody gets a context for it, what runs is ended,
 * and a worker removes everything. Returns the operation's id. It cannot be cancelled. `invalid_input` for
 * another address than the tenant's, `conflict` under a legal hold or while it is being erased.
 */
export async function requestErase(ctx: PlatformContext, request: EraseRequest): Promise<string> {
  authorizePlatform(ctx, 'tenants:erase');
  const { tenantId, reason } = request;
  if (!isId(tenantId)) throw notFound();
  try {
    await withPlatform(ctx, { action: 'tenant.erase', reason, tenantId }, async (sql) => {
      const [tenant] = await sql<{ slug: string; state: string }>(
        'select slug, state from tenant where id = $1 for update',
        [tenantId],
      );
      if (!tenant) throw notFound();
      if (request.confirmation !== tenant.slug)
        throw new AppError('invalid_input', `Type the workspace’s address, ${tenant.slug}.`);
      // An erasure whose operation was lost, or failed, is asked for again.
      if (tenant.state === 'erasing') return;
      await sql(`update tenant set state = 'erasing' where id = $1`, [tenantId]);
      // What else is under way would only keep the erasure waiting.
      await sql(
        `update tenant_operation set state = 'cancelled', finished_at = $2
         where tenant_id = $1 and state in ('queued', 'running')`,
        [tenantId, now()],
      );
      await recordOperatorChange(ctx, sql, {
        tenantId,
        action: 'tenant.erase',
        objectKind: 'tenant',
      });
    });
  } catch (error) {
    if (sqlState(error) !== HELD) throw error;
    throw new AppError('conflict', 'A legal hold keeps this workspace. Lift it first.', {
      cause: error,
    });
  }
  return requestOperation(ctx, { tenantId, kind: 'erase', reason });
}
