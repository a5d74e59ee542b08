import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import { modelIdSchema } from '@/lib/llm/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { expectedStart } from './expected-start';
import type { DeferredState, DeferredView } from './schema';

/** The person's own questions that wait, run, or ended unseen; the oldest first. */
export async function listDeferred(ctx: TenantContext): Promise<DeferredView[]> {
  authorize(ctx, 'chat:ask');
  return withTenantSql(ctx, (sql) =>
    readDeferred(ctx, sql, "d.state in ('waiting', 'running') or d.seen_at is null"),
  );
}

/** Throws `not_found`, for another's as for an absent one. */
export async function getDeferred(ctx: TenantContext, id: string): Promise<DeferredView> {
  authorize(ctx, 'chat:ask');
  if (!isId(id)) throw notFound();
  const [found] = await withTenantSql(ctx, (sql) => readDeferred(ctx, sql, 'd.id = $1', [id]));
  if (!found) throw notFound();
  return found;
}

/** Those of one conversation, for its page. */
export function deferredOf(
  ctx: TenantContext,
  sql: TenantSql,
  conversationId: string,
): Promise<DeferredView[]> {
  return readDeferred(ctx, sql, 'd.conversation_id = $1', [conversationId]);
}

interface Row {
  tenant_id: string;
  id: string;
  conversation_id: string;
  request_id: string;
  state: DeferredState;
  place: number | null;
  total: number | null;
  wait_scope: NonNullable<DeferredView['because']>['scope'] | null;
  wait_period: NonNullable<DeferredView['because']>['period'] | null;
  wait_unit: NonNullable<DeferredView['because']>['unit'] | null;
  not_before: Date;
  wait_limit: bigint | null;
  wait_used: bigint | null;
  wait_need: bigint | null;
  wait_expected: bigint | null;
  model: string | null;
  created_at: Date;
  ended_at: Date | null;
  failure_code: string | null;
  seen_at: Date | null;
}

/** Row-level security shows a person only their own. */
async function readDeferred(
  ctx: TenantContext,
  sql: TenantSql,
  which: string,
  params: unknown[] = [],
): Promise<DeferredView[]> {
  const rows = await sql<Row>(
    `select d.tenant_id, d.id, d.conversation_id, d.request_id, d.state, p.place, p.total, d.wait_scope, d.wait_period,
       d.wait_unit, d.wait_limit, d.wait_used, d.wait_need, d.wait_expected, d.not_before, d.model, d.created_at, d.ended_at, d.failure_code, d.seen_at
     from deferred_answer d left join tenancy.deferred_places() p on p.id = d.id
     where d.tenant_id = :tenant and (${which})
     order by d.created_at, d.id limit 200`,
    params,
  );
  const at = now();
  return rows.map((row) => view(ctx, row, at));
}

function view({ slug, timeZone, key }: TenantContext, row: Row, at: Date): DeferredView {
  const { wait_scope: scope, wait_period: period, wait_unit: unit } = row;
  const statusUrl = key ? `/v1/answers/${row.id}` : `/api/t/${slug}/deferred/${row.id}`;
  return {
    id: row.id,
    requestId: row.request_id,
    conversationId: row.conversation_id,
    model: modelIdSchema.safeParse(row.model).data,
    state: row.state,
    position: row.place ?? undefined,
    total: row.total ?? undefined,
    estimatedAt: row.state === 'waiting' ? estimateOf(row, timeZone, at).toISOString() : undefined,
    timeZone,
    because: scope && period && unit ? { scope, period, unit } : undefined,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString(),
    failureCode: row.failure_code ?? undefined,
    seen: row.seen_at !== null,
    statusUrl,
    cancelUrl: statusUrl,
    answerUrl: key ? statusUrl : `/t/${slug}/c/${row.conversation_id}`,
  };
}

/** Without figures of its budget: when it is tried again. */
function estimateOf(row: Row, zone: string, at: Date): Date {
  const { wait_period: period, wait_limit: limit, wait_used: used } = row;
  const { wait_need: need, wait_expected: expected, not_before: resetsAt } = row;
  if (period === null || limit === null || used === null || need === null || expected === null)
    return resetsAt;
  const ahead = (row.place ?? 1) - 1;
  return expectedStart({ period, limit, used, need, expected, resetsAt, ahead }, zone, at);
}
