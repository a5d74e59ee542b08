import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { readTags } from '@/lib/documents/tags/tag-row';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ExportArchive } from './export-archive';

/** What was asked for, agreed and decided about the workspace as a whole. Nano-dollars as decimal strings. */
export async function exportDecisions(ctx: TenantContext, archive: ExportArchive): Promise<void> {
  const files = await withTenantSql(ctx, async (sql) => ({
    'tags.json': await readTags(ctx, sql),
    'plan-changes.json': await readPlanChanges(sql),
    'limit-requests.json': await readRequests(sql),
    'leaving.json': await readLeaves(sql),
    'retention.json': await readRetention(sql),
    'chat-reading.json': await readChatReading(sql),
  }));
  for (const [name, content] of Object.entries(files))
    await archive.addJson(['settings', name], content);
}

async function readPlanChanges(sql: TenantSql) {
  return {
    plans: await sql<object>(
      'select since, plan from tenant_plan where tenant_id = :tenant order by since',
    ),
    changes: await sql<object>(
      `select id, from_plan as "from", to_plan as "to", asked_by as "askedBy", asked_at as "askedAt", reason,
         effective_at as "effectiveAt", state, ended_at as "endedAt"
       from plan_change where tenant_id = :tenant order by asked_at`,
    ),
  };
}

function readRequests(sql: TenantSql): Promise<object[]> {
  return sql<object>(
    `select id, asked_by as "askedBy", asked_at as "askedAt", reason, wanted, days, state, ended_at as "endedAt", answer, granted,
       granted_days as "grantedDays", fee_nano::text as "feeNano"
     from quota_request where tenant_id = :tenant order by asked_at`,
  );
}

function readLeaves(sql: TenantSql): Promise<object[]> {
  return sql<object>(
    `select id, asked_by as "askedBy", asked_at as "askedAt", days, reason, ends_at as "endsAt", state,
       ended_by as "endedBy", ended_at as "endedAt"
     from tenant_leave where tenant_id = :tenant order by asked_at`,
  );
}

async function readRetention(sql: TenantSql) {
  const [setting] = await sql<object>(
    `select document_days as "documentDays", changed_by as "changedBy", changed_at as "changedAt"
     from retention_setting where tenant_id = :tenant`,
  );
  return {
    setting: setting ?? null,
    holds: await sql<object>(
      `select id, user_id as "personId", reason, placed_by as "placedBy", placed_by_kind as "placedByKind",
         placed_at as "placedAt", lifted_by as "liftedBy", lifted_at as "liftedAt", lifted_reason as "liftedReason"
       from legal_hold where tenant_id = :tenant order by placed_at`,
    ),
  };
}

async function readChatReading(sql: TenantSql): Promise<object | null> {
  const [setting] = await sql<object>(
    `select admins_read as "adminsRead", changed_by as "changedBy" from chat_setting where tenant_id = :tenant`,
  );
  return setting ?? null;
}
