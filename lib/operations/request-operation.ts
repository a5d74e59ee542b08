import { recordAudit } from '@/lib/audit/record';
import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { isRefused, isUniqueViolation } from '@/lib/db/sql-errors';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorize, authorizePlatform } from '@/lib/tenancy/roles';
import { wakeOperations } from './operation-signals';
import type { OperationKind } from './schema';

export interface OperationRequest {
  kind: OperationKind;
  /** Why, for both audit logs; 3 to 500 characters. */
  reason: string;
  /** Ids, counts and codes that the handler needs; never content. */
  detail?: Record<string, unknown>;
}

/** Asks for long work on a tenant; returns the operation's id. `conflict` while one of its kind runs. */
export async function requestOperation(
  ctx: PlatformContext,
  request: OperationRequest & { tenantId: string },
): Promise<string> {
  authorizePlatform(ctx, 'operations:request');
  const { tenantId, kind, reason } = request;
  const id = newId();
  const action = `operation.${kind}`;
  const why = { action, reason, tenantId, detail: { operation: id } };
  await refusals(() =>
    withPlatform(ctx, why, async (sql) => {
      await sql(INSERT, [
        tenantId,
        id,
        kind,
        details(request),
        ctx.userId,
        ctx.role,
        reason,
        now(),
      ]);
      await recordOperatorChange(ctx, sql, {
        tenantId,
        action,
        objectKind: 'operation',
        objectId: id,
      });
    }),
  );
  wakeOperations();
  return id;
}

/** The same for the tenant's owner, within what PostgreSQL lets an owner ask for. */
export async function requestOwnOperation(
  ctx: TenantContext,
  request: OperationRequest,
): Promise<string> {
  if (ctx.principal.kind !== 'worker') authorize(ctx, 'operations:request');
  const { kind, reason } = request;
  const { principal } = ctx;
  const id = newId();
  await refusals(() =>
    withTenantSql(ctx, async (sql) => {
      await sql(
        `insert into tenant_operation (tenant_id, id, kind, detail, requested_by, requested_role, reason, created_at)
         values (:tenant, $1, $2, $3, $4, $5, $6, $7)`,
        [id, kind, details(request), principal.id, principal.role, reason, now()],
      );
      await recordAudit(ctx, sql, {
        action: `operation.${kind}`,
        objectKind: 'operation',
        objectId: id,
      });
    }),
  );
  wakeOperations();
  return id;
}

const INSERT = `insert into tenant_operation
  (tenant_id, id, kind, detail, requested_by, requested_role, reason, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

function details(request: OperationRequest): string {
  return JSON.stringify(request.detail ?? {});
}

async function refusals(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isUniqueViolation(error))
      throw new AppError('conflict', 'This is waiting or running already.', { cause: error });
    if (isRefused(error))
      throw new AppError('forbidden', 'Your role does not allow this.', { cause: error });
    throw error;
  }
}
