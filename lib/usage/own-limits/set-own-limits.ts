import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { isUniqueViolation } from '@/lib/db/sql-errors';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { effectivePolicy, OWN_LIMITS, ownCeiling } from '@/lib/tenancy/schema';
import { readNewest } from '../budgets/set-own-budgets';
import type { SetOwnLimits } from './schema';

/**
 * Appends a policy version in which the workspace's own limits alone differ, which the next request obeys, and its audit
 * entry. `invalid_input` beyond the range, which has to be asked for; `conflict` when another version came meanwhile, or
 * when nothing would change. Returns the new version's number.
 */
export async function setOwnLimits(ctx: TenantContext, edit: SetOwnLimits): Promise<number> {
  authorize(ctx, 'limits:edit');
  const { basedOn, limits, reason } = edit;
  try {
    return await withTenantSql(ctx, async (sql) => {
      const { version: newest, policy } = await readNewest(sql);
      if (newest !== basedOn) throw overtaken();
      const changed = OWN_LIMITS.filter((limit) => policy.ownLimits[limit] !== limits[limit]);
      if (changed.length === 0)
        throw new AppError('conflict', 'Nothing differs from what is in force.');
      for (const limit of OWN_LIMITS)
        if (BigInt(limits[limit] ?? 0) > ownCeiling(policy, limit))
          throw new AppError('invalid_input', 'That is beyond your range: ask for it instead.');
      const { tokensPerDay, tokensPerMonth } = effectivePolicy({ ...policy, ownLimits: limits });
      if (tokensPerDay > tokensPerMonth)
        throw new AppError('invalid_input', 'A day cannot have more tokens than its month.');
      const [row] = await sql<{ version: number }>(
        'select tenancy.set_own_limits($1, $2, $3, $4) as version where :tenant::uuid is not null',
        [basedOn, JSON.stringify(limits), reason, now()],
      );
      const version = Number(row?.version);
      await recordAudit(ctx, sql, {
        action: 'policy.own_limits',
        objectKind: 'policy',
        detail: { version, fields: changed },
      });
      return version;
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw overtaken(error);
    throw error;
  }
}

function overtaken(cause?: unknown): AppError {
  return new AppError(
    'conflict',
    'Somebody changed the limits meanwhile. Load them again, then edit from there.',
    { cause },
  );
}
