import { refusalOf } from '@/lib/budget/refusal-of';
import { subjectOf } from '@/lib/budget/reserve';
import { scopesOf } from '@/lib/budget/scopes';
import { tellThresholds } from '@/lib/budget/tell-thresholds';
import { now } from '@/lib/clock';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Run } from './finish-answer';

/**
 * Tells the tenant's admins of the thresholds that this answer, or its refusal, brought its budgets to. Under
 * `ctx`, which may be the hold's proof; whose budgets they are says `asker`. Never fails the answer.
 */
export async function tellBudgets(
  ctx: TenantContext,
  asker: TenantContext,
  run: Run,
): Promise<void> {
  const refusedBy = refusalOf(run.failure);
  if (!run.policy || !run.model || !(run.result.settled || refusedBy)) return;
  const call = { model: run.model, feature: run.feature };
  const scopes = scopesOf(subjectOf(asker), run.policy, call, now());
  try {
    await tellThresholds(ctx, scopes, refusedBy && [refusedBy]);
  } catch (error) {
    const facts = { requestId: run.trace.requestId, tenant: asker.tenantId };
    log.warn({ ...facts, err: String(error) }, 'reached thresholds were not told');
  }
}
