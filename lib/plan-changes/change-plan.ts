import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { isUniqueViolation } from '@/lib/db/sql-errors';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { monthOf, monthSpan } from '@/lib/finance/statement/month-of';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { readPlanDefaults } from '@/lib/tenancy/read-plans';
import { authorize } from '@/lib/tenancy/roles';
import { type Plan, policySchema } from '@/lib/tenancy/schema';
import { misfitsOf } from './misfits';
import { isHigher, plannedPolicy } from './planned-policy';
import { ANY_TENANT, readStored } from './queries';
import { readHeld } from './read-held';
import type { ChangePlan } from './schema';

/**
 * A higher plan is in force at once, as a new policy version; a lower one is scheduled for the beginning of the next month
 * where the workspace is, and can be undone until then. Says when it takes effect, in ISO 8601. `conflict` when the
 * plan or the policy changed meanwhile, when another change waits, or when the workspace does not fit into the lower plan.
 */
export async function changePlan(
  ctx: TenantContext,
  { to, basedOn, reason }: ChangePlan,
): Promise<string> {
  authorize(ctx, 'plan:change');
  const at = now();
  try {
    return await withTenantSql(ctx, async (sql) => {
      const from = await readPlan(sql);
      if (from === to) throw new AppError('conflict', 'The workspace has this plan already.');
      const newest = await readStored(sql);
      if (newest.version !== basedOn) throw overtaken();
      const defaults = await readPlanDefaults(sql, ANY_TENANT);
      const after = policySchema.parse(plannedPolicy(newest.manifest, from, to, defaults));
      if (misfitsOf(await readHeld(ctx, sql), after, to).length > 0)
        throw new AppError('conflict', 'The workspace has more than this plan allows.');
      return isHigher(to, from)
        ? raise(sql, { to, basedOn, reason }, at)
        : schedule(ctx, sql, { from, to, reason }, at);
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw overtaken(error);
    throw error;
  }
}

async function readPlan(sql: TenantSql): Promise<Plan> {
  const [row] = await sql<{ plan: Plan }>('select plan from tenant where id = :tenant');
  if (!row) throw new Error('A tenant has a row.');
  return row.plan;
}

/** The database writes policy, history and audit entry together. */
async function raise(
  sql: TenantSql,
  { to, basedOn, reason }: ChangePlan,
  at: Date,
): Promise<string> {
  await sql(
    'select tenancy.raise_plan($1, $2, $3, $4, $5) as version where :tenant::uuid is not null',
    [newId(), to, basedOn, reason, at],
  );
  return at.toISOString();
}

async function schedule(
  ctx: TenantContext,
  sql: TenantSql,
  { from, to, reason }: { from: Plan; to: Plan; reason: string },
  at: Date,
): Promise<string> {
  const { end } = monthSpan(monthOf(at, ctx.timeZone), ctx.timeZone);
  const id = newId();
  await sql(
    `insert into plan_change (tenant_id, id, from_plan, to_plan, asked_by, asked_at, reason, effective_at, state)
     values (:tenant, $1, $2, $3, $4, $5, $6, $7, 'scheduled')`,
    [id, from, to, ctx.principal.id, at, reason, end],
  );
  await recordAudit(ctx, sql, {
    action: 'plan.schedule',
    objectKind: 'policy',
    objectId: id,
    detail: { from, to, effectiveAt: end.toISOString() },
  });
  return end.toISOString();
}

function overtaken(cause?: unknown): AppError {
  return new AppError(
    'conflict',
    'The plan or the limits changed meanwhile, or a change is scheduled already. Load them again.',
    { cause },
  );
}
