import { now } from '@/lib/clock';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { refusalOf } from './refusal-of';
import { type BudgetScope, type BudgetSubject, counterKey, scopesOf } from './scopes';
import { type RefusedBy, tellThresholds } from './tell-thresholds';

/** A call that was settled or refused: it says which budgets to look at. */
export interface BudgetUse {
  subject: BudgetSubject;
  policy: Policy;
  call: { model: string; feature: string };
}

interface ToTell {
  /** Of whoever used it last. */
  ctx: TenantContext;
  uses: Map<string, BudgetUse>;
  refusals: Map<string, RefusedBy>;
}

const PAUSE_MS = 500;

const toTell = processState('budget.toTell', () => new Map<string, ToTell>());

/**
 * Tells the tenant's admins of the thresholds that its calls reached or that refused one (`failure`), in one transaction for
 * all of half a second: a call of the API waits for none of it. What a process does not live to tell the next call tells.
 */
export function tellSoon(ctx: TenantContext, use: BudgetUse, failure?: unknown): void {
  const { tenantId } = ctx;
  let waiting = toTell.get(tenantId);
  if (!waiting) {
    waiting = { ctx, uses: new Map(), refusals: new Map() };
    toTell.set(tenantId, waiting);
    const of = waiting;
    setTimeout(() => tell(tenantId, of), PAUSE_MS).unref();
  }
  const { principal } = use.subject;
  waiting.ctx = ctx;
  waiting.uses.set(`${principal.kind}/${principal.id}/${use.call.model}/${use.call.feature}`, use);
  const refusal = refusalOf(failure);
  if (refusal) waiting.refusals.set(counterKey(refusal), refusal);
}

async function tell(tenantId: string, waiting: ToTell): Promise<void> {
  toTell.delete(tenantId);
  const at = now();
  const scopes = new Map<string, BudgetScope>();
  try {
    for (const { subject, policy, call } of waiting.uses.values())
      for (const scope of scopesOf(subject, policy, call, at)) scopes.set(counterKey(scope), scope);
    await tellThresholds(waiting.ctx, [...scopes.values()], [...waiting.refusals.values()]);
  } catch (error) {
    log.warn({ tenant: tenantId, err: String(error) }, 'reached thresholds were not told');
  }
}
