import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { isUnconfirmed, isUniqueViolation } from '@/lib/db/sql-errors';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/**
 * Begins the cooling-off period after which the workspace is erased; says when that is, in ISO 8601. The person must have
 * said in this session who that is (`confirmPerson`), which this uses up: the database looks. Throws `forbidden`,
 * and `conflict` under a legal hold or while a period runs.
 */
export async function beginLeave(
  ctx: TenantContext,
  { reason }: { reason: string },
): Promise<string> {
  authorize(ctx, 'workspace:end');
  const id = newId();
  try {
    return await withTenantSql(ctx, async (sql) => {
      const [row] = await sql<{ ends: Date }>(
        `select tenancy.begin_leave($1, $2, $3, $4) as ends where tenancy.current_tenant() = :tenant`,
        [id, ctx.sessionId ?? null, reason, now()],
      );
      if (!row) throw new Error('A leave has an end.');
      const endsAt = row.ends.toISOString();
      await recordAudit(ctx, sql, {
        action: 'workspace.leave',
        objectKind: 'workspace',
        objectId: ctx.tenantId,
        detail: { leave: id, endsAt },
      });
      return endsAt;
    });
  } catch (error) {
    if (isUniqueViolation(error))
      throw new AppError('conflict', 'The workspace is ending already.', { cause: error });
    if (isUnconfirmed(error))
      throw new AppError('forbidden', 'Say once more who you are.', { cause: error });
    throw error;
  }
}
