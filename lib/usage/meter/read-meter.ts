import { COUNTERS_NOW, currentPeriods, type StoredCounter } from '@/lib/budget/budget-uses';
import { type BudgetScope, counterKey, scopesOf } from '@/lib/budget/scopes';
import { percentOfLimit, UNLIMITED } from '@/lib/budget/soft-amounts';
import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { readPersona } from '@/lib/persona/persona';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { policyAt } from '@/lib/tenancy/policy-at';
import { authorize, can } from '@/lib/tenancy/roles';
import type { Policy } from '@/lib/tenancy/schema';
import { ownModels } from '@/lib/tools/own-models';
import type { MeterItem, MeterView } from './schema';

const MINUTE_MS = 60_000;

/**
 * The limits that the next question of this person is held to, by whichever of the assistant's models: those of a model name
 * it. Throws `forbidden`.
 */
export async function readMeter(ctx: TenantContext): Promise<MeterView> {
  authorize(ctx, 'chat:ask');
  const at = now();
  const [policy, { setup }] = await Promise.all([policyOf(ctx), readPersona(ctx)]);
  const scopes = scopesBy(ctx, policy, ownModels(policy.models, setup.models), at);
  const mayAsk = can(ctx, 'limits:edit');
  return withTenantSql(ctx, async (sql) => {
    const counters = await sql<StoredCounter>(
      `${COUNTERS_NOW} and tenant_id = :tenant and scope_id = any ($3)`,
      [...currentPeriods(ctx.timeZone, at), scopes.map(({ scopeId }) => scopeId)],
    );
    const byKey = new Map(
      counters.map((row) => [counterKey({ ...row, scopeId: row.scope_id }), row]),
    );
    return {
      timeZone: ctx.timeZone,
      items: [
        {
          name: 'requests_per_minute',
          scope: 'tenant',
          subject: null,
          period: 'minute',
          unit: 'requests',
          taken: String(await lastMinute(sql, at)),
          limit: String(policyAt(policy, at).requestsPerMinute),
          softPercent: policy.softPercent,
          resetsAt: null,
        },
        ...scopes.flatMap((scope) =>
          itemsOf(scope, byKey.get(counterKey(scope)), policy.softPercent),
        ),
      ],
      policyVersion: ctx.policyVersion,
      request: mayAsk ? await newestRequest(sql) : null,
      mayAsk,
    };
  });
}

/** What questions of any of the models touch, each budget once. */
function scopesBy(
  ctx: TenantContext,
  policy: Policy,
  models: readonly string[],
  at: Date,
): BudgetScope[] {
  const scopes = models.flatMap((model) => scopesOf(ctx, policy, { model, feature: 'chat' }, at));
  return [...new Map(scopes.map((scope) => [counterKey(scope), scope])).values()];
}

/** Requests that were let in within a minute: those that ended, and those that hold budgets now. */
async function lastMinute(sql: TenantSql, at: Date): Promise<number> {
  const [row] = await sql<{ requests: number }>(
    `select count(*)::int as requests from (
       select id from request where tenant_id = :tenant and started_at > $1 and outcome <> 'refused'
       union select request_id from reservation where tenant_id = :tenant and state = 'held' and created_at > $1) r`,
    [new Date(at.getTime() - MINUTE_MS)],
  );
  return row?.requests ?? 0;
}

async function newestRequest(sql: TenantSql): Promise<MeterView['request']> {
  const [row] = await sql<{ id: string; state: string }>(
    `select tenant_id, id, state from quota_request where tenant_id = :tenant
     order by asked_at desc, id limit 1`,
  );
  return row ? { id: row.id, state: row.state } : null;
}

function itemsOf(
  scope: BudgetScope,
  counter: StoredCounter | undefined,
  softPercent: number,
): MeterItem[] {
  const from = scope.soft ?? scope.tell;
  const item = (unit: 'tokens' | 'nano_usd', limit: bigint, taken: bigint, soft?: bigint) => ({
    name: `${unit === 'tokens' ? 'tokens' : 'price'}_per_${scope.period}`,
    scope: scope.scope,
    subject: scope.scope === 'model' || scope.scope === 'feature' ? scope.scopeId : null,
    period: scope.period,
    unit,
    taken: taken.toString(),
    limit: limit.toString(),
    softPercent: (soft !== undefined && percentOfLimit(soft, limit)) || softPercent,
    resetsAt: scope.resetsAt.toISOString(),
  });
  const items: MeterItem[] = [];
  const { tokenLimit, priceLimit } = scope;
  if (tokenLimit !== UNLIMITED)
    items.push(
      item(
        'tokens',
        tokenLimit,
        (counter?.used_tokens ?? 0n) + (counter?.held_tokens ?? 0n),
        from?.tokens,
      ),
    );
  if (priceLimit !== UNLIMITED)
    items.push(
      item(
        'nano_usd',
        priceLimit,
        (counter?.used_nano ?? 0n) + (counter?.held_nano ?? 0n),
        from?.price,
      ),
    );
  return items;
}
