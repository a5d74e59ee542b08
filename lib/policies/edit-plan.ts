import { soundPolicySchema } from '@/lib/console/policy/schema';
import { AppError, notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { policySchema } from '@/lib/tenancy/schema';
import { patchOf } from './patch-of';
import { governing, overtaken, proposeChange } from './propose-change';
import type { EditBounds, EditPlan, Proposed } from './schema';

/** Proposes what a plan gives to whoever begins with it or changes to it from then on; who has it keeps what was agreed. */
export async function editPlan(ctx: PlatformContext, input: EditPlan): Promise<Proposed> {
  authorizePlatform(ctx, 'policies:edit');
  const { plan, basedOn, reason } = input;
  const why = { action: 'plan.edit', reason, detail: { plan, basedOn } };
  return governing(ctx, why, async (sql) => {
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
    return proposeChange(sql, { kind: 'plan', plan, basedOn, patch, reason });
  });
}

/** Proposes other bounds, which always takes a second operator. */
export async function editBounds(ctx: PlatformContext, input: EditBounds): Promise<Proposed> {
  authorizePlatform(ctx, 'policies:edit');
  const { basedOn, bounds, reason } = input;
  return governing(ctx, { action: 'policy.bounds', reason, detail: { basedOn } }, (sql) =>
    proposeChange(sql, { kind: 'bounds', basedOn, patch: bounds, reason }),
  );
}
