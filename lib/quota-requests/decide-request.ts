import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { readLatest } from '@/lib/console/edit-policy';
import { soundPolicySchema } from '@/lib/console/policy/schema';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import { patchOf } from '@/lib/policies/patch-of';
import { governing, proposeChange } from '@/lib/policies/propose-change';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { OWN_LIMITS, type OwnLimits, ownLimitsSchema } from '@/lib/tenancy/schema';
import { grantedPolicy } from './granted-policy';
import type { Decide, QuotaState } from './schema';

/**
 * Grants a tenant's request, as asked or otherwise, or refuses it; with the new policy version and the entries in both audit
 * logs in one transaction. `not_found` when it is not open any more; `conflict` when the policy changed at the same
 * moment; `invalid_input` for limits that no policy can have. Says what became of the request.
 */
export async function decideRequest(ctx: PlatformContext, decide: Decide): Promise<QuotaState> {
  authorizePlatform(ctx, 'quotas:decide');
  const { tenantId, id, decision } = decide;
  const why = {
    action: 'quota.decide',
    reason: decide.answer,
    tenantId,
    detail: { request: id, decision },
  };
  return governing(ctx, why, async (sql) => {
    const [open] = await sql<{ wanted: unknown; days: number | null }>(
      `select wanted, days from quota_request where tenant_id = $1 and id = $2 and state = 'open' for update`,
      [tenantId, id],
    );
    if (!open) throw notFound();
    const at = now();
    const grant = decide.decision === 'grant' ? decide : undefined;
    const state = grant ? stateOf(grant, open) : 'refused';
    const version = grant ? await append(sql, grant, at) : null;
    const fee = grant && grant.days !== null ? grant.feeNano : null;
    await sql(
      `update quota_request set state = $3, ended_at = $4, decided_by = $5, answer = $6, granted = $7, granted_days = $8,
         fee_nano = $9, policy_version = $10
       where tenant_id = $1 and id = $2`,
      [
        tenantId,
        id,
        state,
        at,
        ctx.userId,
        decide.answer,
        grant ? JSON.stringify(grant.granted) : null,
        grant?.days ?? null,
        fee,
        version,
      ],
    );
    await recordOperatorChange(ctx, sql, {
      tenantId,
      action: 'quota.decide',
      objectKind: 'policy',
      objectId: id,
      detail: { state, version, granted: grant?.granted ?? null, days: grant?.days ?? null },
    });
    return state;
  });
}

type Grant = Extract<Decide, { decision: 'grant' }>;

function stateOf(grant: Grant, open: { wanted: unknown; days: number | null }): QuotaState {
  const wanted = ownLimitsSchema.parse(open.wanted);
  const same = (of: OwnLimits, as: OwnLimits) =>
    OWN_LIMITS.every((limit) => String(of[limit]) === String(as[limit]));
  return same(wanted, grant.granted) && grant.days === open.days ? 'approved' : 'amended';
}

/** A grant beyond the bounds is not this operator's alone to give: as a change it would wait, and the request with it. */
async function append(sql: PlatformSql, grant: Grant, from: Date): Promise<number> {
  const { tenantId, id, days, feeNano, granted, answer } = grant;
  const latest = await readLatest(sql, tenantId);
  const policy = grantedPolicy(latest.policy, granted, { ...{ id, from, days, feeNano } });
  const checked = soundPolicySchema.safeParse(policy);
  if (!checked.success)
    throw new AppError('invalid_input', checked.error.issues[0]?.message ?? 'Not a policy.');
  const patch = patchOf(latest.policy, policy);
  if (Object.keys(patch).length === 0) return latest.version;
  const proposed = await proposeChange(sql, {
    ...{ kind: 'tenants', targets: [{ tenantId, stage: 1 }], basedOn: latest.version },
    ...{ patch, reason: answer },
  });
  if (proposed.version === null)
    throw new AppError(
      'conflict',
      'This goes beyond the bounds of one operator. Propose it as a change of the policy; once another operator approved it, grant the same here.',
    );
  return proposed.version;
}
