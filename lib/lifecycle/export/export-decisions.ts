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
    'statements.json': await readStatements(sql),
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

async function readStatements(sql: TenantSql) {
  return {
    terms: await sql<object>(
      `select version, legal_name as "legalName", address, currency, discount_label as "discountLabel",
         discount_bp as "discountBp", discount_on as "discountOn", tax_id as "taxId", tax_category as "taxCategory",
         tax_bp as "taxBp", reverse_charge as "reverseCharge", place, created_at as "createdAt"
       from billing_terms where tenant_id = :tenant order by version`,
    ),
    issued: await sql<object>(
      `select id, kind, label as "number", month, from_at as "from", until_at as "until", zone, document, currency,
         total_nano::text as "totalNano", net_minor::text as "netMinor", tax_minor::text as "taxMinor",
         due_minor::text as "dueMinor", corrects, issued_at as "issuedAt"
       from issued_statement where tenant_id = :tenant order by issued_at, label`,
    ),
  };
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
