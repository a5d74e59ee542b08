import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { isUniqueViolation, sqlState } from '@/lib/db/sql-errors';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { highestLimits } from '@/lib/tenancy/policy-at';
import { authorize } from '@/lib/tenancy/roles';
import { effectivePolicy, type Policy, policySchema } from '@/lib/tenancy/schema';
import { abovePlan, type OwnBudgets } from './schema';

const FOREIGN_KEY_VIOLATION = '23503';
/** Where the policy keeps what the tenant decides; operators have parts of their own for the same. */
const FIELDS = {
  ownBudgets: 'ownBudgets',
  downgradeModel: 'ownDowngradeModel',
  downgradeLength: 'ownDowngradeLength',
} as const;
const PARTS = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/**
 * Appends a policy version that differs from the newest one in the tenant's own parts alone, which
 * PostgreSQL sees to, and its audit entry. The plan's limits stay: a rule above them is `invalid_input`, and
 * so is one about somebody who is not a member. `conflict` when another version came meanwhile, or when nothing
 * would change. Returns the new version's number.
 */
export async function setOwnBudgets(ctx: TenantContext, edit: OwnBudgets): Promise<number> {
  authorize(ctx, 'budgets:edit');
  return withTenantSql(ctx, async (sql) => {
    const newest = await readNewest(sql);
    if (newest.version !== edit.basedOn) throw overtaken();
    const fields = PARTS.filter(
      (part) => JSON.stringify(newest.policy[FIELDS[part]]) !== JSON.stringify(edit[part]),
    ).map((part) => FIELDS[part]);
    if (fields.length === 0)
      throw new AppError('conflict', 'Nothing differs from what is in force.');
    const limits = highestLimits(effectivePolicy(newest.policy), now());
    for (const rule of edit.ownBudgets) {
      const problem = abovePlan(rule, limits);
      if (problem) throw new AppError('invalid_input', problem);
    }
    const version = await append(sql, edit);
    await recordAudit(ctx, sql, {
      action: 'policy.own_budgets',
      objectKind: 'policy',
      detail: { version, fields },
    });
    return version;
  });
}

/** The version in force, which may be newer than the context's. */
export async function readNewest(sql: TenantSql): Promise<{ version: number; policy: Policy }> {
  const [row] = await sql<{ tenant_id: string; version: number; manifest: unknown }>(
    `select tenant_id, version, manifest from policy_version where tenant_id = :tenant
     order by version desc limit 1`,
  );
  if (!row) throw new Error('A tenant has a policy.');
  return { version: row.version, policy: policySchema.parse(row.manifest) };
}

async function append(sql: TenantSql, edit: OwnBudgets): Promise<number> {
  try {
    const [row] = await sql<{ version: number }>(
      `select tenancy.set_own_budgets($1, $2, $3, $4, $5, $6) as version where :tenant::uuid is not null`,
      [
        edit.basedOn,
        JSON.stringify(edit.ownBudgets),
        edit.downgradeModel,
        edit.downgradeLength,
        edit.reason,
        now(),
      ],
    );
    return Number(row?.version);
  } catch (error) {
    if (isUniqueViolation(error)) throw overtaken(error);
    if (sqlState(error) !== FOREIGN_KEY_VIOLATION) throw error;
    throw new AppError(
      'invalid_input',
      'A budget names a person or a key that is not in the workspace.',
      {
        cause: error,
      },
    );
  }
}

function overtaken(cause?: unknown): AppError {
  return new AppError(
    'conflict',
    'Somebody changed the limits meanwhile. Load them again, then edit from there.',
    { cause },
  );
}
