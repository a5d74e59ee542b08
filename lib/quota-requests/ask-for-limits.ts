import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { isUniqueViolation } from '@/lib/db/sql-errors';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyAt } from '@/lib/tenancy/policy-at';
import { authorize } from '@/lib/tenancy/roles';
import { effectivePolicy, OWN_LIMITS } from '@/lib/tenancy/schema';
import { readNewest } from '@/lib/usage/budgets/set-own-budgets';
import type { Ask } from './schema';

/**
 * Asks the platform for higher limits; one request at a time. `invalid_input` when it asks for no more than there is,
 * `conflict` when another one is open. Returns its id.
 */
export async function askForLimits(ctx: TenantContext, ask: Ask): Promise<string> {
  authorize(ctx, 'limits:edit');
  const { wanted, days, reason } = ask;
  const id = newId();
  try {
    await withTenantSql(ctx, async (sql) => {
      const { policy } = await readNewest(sql);
      const inForce =
        days === null ? effectivePolicy(policy) : policyAt(effectivePolicy(policy), now());
      for (const limit of OWN_LIMITS)
        if (wanted[limit] !== undefined && BigInt(wanted[limit]) <= BigInt(inForce[limit]))
          throw new AppError('invalid_input', 'You have that much already: set it yourself.');
      await sql(
        `insert into quota_request (tenant_id, id, asked_by, asked_at, reason, wanted, days)
         values (:tenant, $1, $2, $3, $4, $5, $6)`,
        [id, ctx.principal.id, now(), reason, JSON.stringify(wanted), days],
      );
      await recordAudit(ctx, sql, {
        action: 'quota.ask',
        objectKind: 'policy',
        objectId: id,
        detail: { wanted, days },
      });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError(
      'conflict',
      'A request is open already. Withdraw it, or wait for its answer.',
      { cause: error },
    );
  }
  return id;
}
