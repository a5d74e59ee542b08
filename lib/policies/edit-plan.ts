import { soundPolicySchema } from '@/lib/console/policy/schema';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { policySchema } from '@/lib/tenancy/schema';
import { patchOf } from './patch-of';
import { governing, overtaken, proposeChange } from './propose-change';
import { boundsSchema, type EditBounds, type EditPlan, type Proposed } from './schema';

/**
 * Proposes what a plan gives to whoever begins with it or changes to it from then on, or between two times; who has it keeps what
 * was agreed.
 */
export async function editPlan(ctx: PlatformContext, input: EditPlan): Promise<Proposed> {
  authorizePlatform(ctx, 'policies:edit');
  const { plan, basedOn, reason, startsAt = null, endsAt = null } = input;
  const id = newId();
  const detail = { plan, basedOn, change: id, startsAt, endsAt };
  const why = { action: 'plan.edit', reason, detail };
  return governing(ctx, why, async (sql) => {
    // Two operators at once: the second one waits here, and then sees the other's version.
    await sql("select pg_advisory_xact_lock(hashtextextended('tenantry.plan ' || $1::text, 0))", [
      plan,
    ]);
    const [latest] = await sql<{ version: number; manifest: unknown }>(
      'select version, manifest from plan_version where plan = $1 order by version desc limit 1',
      [plan],
    );
    if (!latest) throw notFound();
    if (latest.version !== basedOn) throw overtaken();
    const before = policySchema.parse(latest.manifest);
    const next = soundPolicySchema.safeParse({ ...before, ...input.patch });
    if (!next.success)
      throw new AppError('invalid_input', next.error.issues[0]?.message ?? 'Not a policy.');
    const patch = patchOf(before, next.data);
    if (Object.keys(patch).length === 0)
      throw new AppError('conflict', 'Nothing differs from the plan in force.');
    return proposeChange(sql, {
      ...{ id, kind: 'plan', plan, basedOn, patch, reason, startsAt, endsAt },
    });
  });
}

/** Proposes other bounds, which always takes a second operator. */
export async function editBounds(ctx: PlatformContext, input: EditBounds): Promise<Proposed> {
  authorizePlatform(ctx, 'policies:edit');
  const { basedOn, bounds, reason } = input;
  return governing(ctx, { action: 'policy.bounds', reason, detail: { basedOn } }, async (sql) => {
    const [latest] = await sql<{ version: number; bounds: unknown }>(
      'select version, bounds from policy_bounds order by version desc limit 1',
    );
    if (!latest || latest.version !== basedOn) throw overtaken();
    const before = boundsSchema.parse(latest.bounds);
    const changed = Object.entries(bounds).filter(
      ([name, value]) =>
        JSON.stringify(value) !== JSON.stringify(before[name as keyof typeof before]),
    );
    if (changed.length === 0)
      throw new AppError('conflict', 'Nothing differs from the bounds in force.');
    const patch = Object.fromEntries(changed);
    return proposeChange(sql, { kind: 'bounds', basedOn, patch, reason });
  });
}
