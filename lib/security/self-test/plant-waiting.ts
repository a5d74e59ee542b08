import { subjectOf } from '@/lib/budget/reserve';
import { scopesOf } from '@/lib/budget/scopes';
import { tellThresholds } from '@/lib/budget/tell-thresholds';
import { answer } from '@/lib/chat/answer';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { cancelDeferred } from '@/lib/deferred/cancel-deferred';
import { enqueueDeferred } from '@/lib/deferred/deferred-rows';
import { newId } from '@/lib/ids';
import type { ModelId } from '@/lib/llm/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { addResourceUse } from '@/lib/traffic/add-resource-use';
import { plantLimits } from './plant-limits';

const FEATURE = 'self_test';
/** In no free plan, which is the canaries'. */
const NOT_ALLOWED: ModelId = 'claude-opus-5-5';

/**
 * What limits leave behind, each once: a notice that a budget is used up, a question that waited and was cancelled,
 * a containment that is over, a notice of an incident, an end of the workspace that was taken back, a day of resources, a request for limits and a change of plan that were taken back.
 * Returns the id of its place in the queue. Each time a request that is refused, so that today has figures that
 * wait for their rollup. Nothing of it costs anything.
 */
export async function plantWaiting(ctx: TenantContext, conversationId: string): Promise<string> {
  await plantNotice(ctx);
  await plantRefusal(ctx, conversationId);
  await plantContainment(ctx);
  await plantIncidentNotice(ctx);
  await plantFlag(ctx);
  await plantLimits(ctx);
  await plantLeave(ctx);
  await plantStatement(ctx);
  await addResourceUse(ctx, {});
  return (await firstWaited(ctx)) ?? plantWaited(ctx, conversationId);
}

/** A question of the context's own that waited and was cancelled. */
export async function plantWaited(ctx: TenantContext, conversationId: string): Promise<string> {
  const asked = { requestId: newId(), conversationId, model: undefined, feature: FEATURE };
  const id = await withTenantSql(ctx, (sql) =>
    enqueueDeferred(ctx, sql, asked, { budget: undefined, notBefore: NEVER }),
  );
  await cancelDeferred(ctx, id);
  return id;
}

const NEVER = new Date('2999-01-01T00:00:00Z');

/** As if a rule had held it back for a moment. */
async function plantContainment(ctx: TenantContext): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql('select tenancy.plant_containment($1, $2) where tenancy.current_tenant() = :tenant', [
      newId(),
      now(),
    ]),
  );
}

/** As if a feature were tried with it. */
async function plantFlag(ctx: TenantContext): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql('select tenancy.plant_flag($1) where tenancy.current_tenant() = :tenant', [now()]),
  );
}

/** As if the platform had told it something. */
async function plantIncidentNotice(ctx: TenantContext): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql('select tenancy.plant_incident_notice($1, $2) where tenancy.current_tenant() = :tenant', [
      newId(),
      now(),
    ]),
  );
}

/** As if its owner had ended it for a moment. */
async function plantLeave(ctx: TenantContext): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql('select tenancy.plant_leave($1, $2) where tenancy.current_tenant() = :tenant', [
      newId(),
      now(),
    ]),
  );
}

/** As if a month of it had been closed. */
async function plantStatement(ctx: TenantContext): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql('select tenancy.plant_statement($1, $2) where tenancy.current_tenant() = :tenant', [
      newId(),
      now(),
    ]),
  );
}

/** A sign that the worker has made rollups of the tenant. */
export async function foldedFigures(ctx: TenantContext): Promise<string | undefined> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; feature: string }>(
      'select tenant_id, feature from usage_rollup where tenant_id = :tenant limit 1',
    ),
  );
  return row?.feature;
}

/** As if its answer had filled the budgets of its day and month. */
async function plantNotice(ctx: TenantContext): Promise<void> {
  const policy = await policyOf(ctx);
  const [model = NOT_ALLOWED] = policy.models;
  const scopes = scopesOf(subjectOf(ctx), policy, { model, feature: FEATURE }, now());
  await tellThresholds(
    ctx,
    scopes.map((scope) => ({ ...scope, tokenLimit: 1n })),
  );
}

async function plantRefusal(ctx: TenantContext, conversationId: string): Promise<void> {
  const asked = { conversationId, question: 'Who keeps the lighthouse?', model: NOT_ALLOWED };
  const { signal } = new AbortController();
  for await (const _ of answer(ctx, asked, { signal, feature: FEATURE }));
}

async function firstWaited(ctx: TenantContext): Promise<string | undefined> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; id: string }>(
      'select tenant_id, id from deferred_answer where tenant_id = :tenant order by created_at limit 1',
    ),
  );
  return row?.id;
}
