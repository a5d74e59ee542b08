import { periodAt } from '@/lib/budget/periods';
import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import type { Policy } from '@/lib/tenancy/schema';
import { bytesOutToday, pendingBytesOut } from './bytes-out';
import { quotaRefusal } from './quota-refusal';
import type { QuotaUse } from './schema';

interface Used {
  stored: string;
  documents: string;
  pages: string;
  cpu_ms: string;
  bytes_out: string;
}

/** Every resource that the policy limits, for the usage page. Throws `forbidden`. */
export async function readQuotas(ctx: TenantContext): Promise<QuotaUse[]> {
  authorize(ctx, 'usage:read');
  const policy = await policyOf(ctx);
  return withTenantSql(ctx, (sql) => quotaUses(ctx, sql, policy));
}

/**
 * Refuses an upload of so many bytes and files, or of as many as nobody knows yet (0), when a quota has no room for it: asked
 * before the body is read and again, inside the insert's transaction, when the bytes are known. Pages and CPU time are
 * known when a document was read: `assertReadingLeft` holds those that came before that. Throws `conflict` or `rate_limited`.
 */
export async function assertUploadQuota(
  ctx: TenantContext,
  sql: TenantSql,
  policy: Policy,
  bytes: number,
  files = 1,
): Promise<void> {
  for (const use of await quotaUses(ctx, sql, policy)) {
    if (use.resource === 'bytes_out_per_day') continue;
    // Of a day's amounts nobody knows what this one takes: one unit has to be left.
    const { resource, used, limit } = use;
    const more = resource === 'stored_bytes' ? bytes : resource === 'documents' ? files : 1;
    if (used + more > limit) throw quotaRefusal(use);
  }
}

/**
 * Refuses to read a document while the tenant's day has no page or no CPU time left, asked before each one is read: a day ends
 * at most as many documents over them as are read at once. Throws `rate_limited` until the next day.
 */
export async function assertReadingLeft(ctx: TenantContext): Promise<void> {
  const policy = await policyOf(ctx);
  const at = now();
  const [used] = await withTenantSql(ctx, (sql) =>
    sql<Pick<Used, 'pages' | 'cpu_ms'>>(
      `select tenant_id, pages, cpu_ms from resource_day
       where tenant_id = :tenant and day = ($1::timestamptz at time zone $2)::date`,
      [at, ctx.timeZone],
    ),
  );
  for (const use of dayUses(ctx, used, policy, at))
    if (use.used >= use.limit) throw quotaRefusal(use);
}

/** Refuses what brought the workspace over what it may keep. Throws `conflict`. */
export async function assertStoredQuota(
  ctx: TenantContext,
  sql: TenantSql,
  policy: Policy,
): Promise<void> {
  for (const use of await quotaUses(ctx, sql, policy))
    if (['stored_bytes', 'documents'].includes(use.resource) && use.used > use.limit)
      throw quotaRefusal(use);
}

/** Refuses what sends data to the tenant's people when its day is used up. Throws `rate_limited`. */
export async function assertBytesOutLeft(ctx: TenantContext): Promise<void> {
  const policy = await policyOf(ctx);
  const sent = await bytesOutToday(ctx);
  if (sent < policy.bytesOutPerDay) return;
  throw quotaRefusal({
    resource: 'bytes_out_per_day',
    used: sent,
    limit: policy.bytesOutPerDay,
    resetsAt: periodAt('day', ctx.timeZone, now()).end.toISOString(),
  });
}

async function quotaUses(ctx: TenantContext, sql: TenantSql, policy: Policy): Promise<QuotaUse[]> {
  const at = now();
  const [used] = await sql<Used>(
    `select d.stored, d.documents, coalesce(r.pages, 0) as pages, coalesce(r.cpu_ms, 0) as cpu_ms,
       coalesce(r.bytes_out, 0) as bytes_out
     from (select coalesce(sum(bytes), 0) as stored, count(*) as documents from document
       where tenant_id = :tenant and stage <> 'cancelled') d
     left join resource_day r on r.tenant_id = :tenant and r.day = ($1::timestamptz at time zone $2)::date`,
    [at, ctx.timeZone],
  );
  const resetsAt = periodAt('day', ctx.timeZone, at).end.toISOString();
  return [
    quota('stored_bytes', used?.stored, policy.storedBytes, null),
    quota('documents', used?.documents, policy.maxDocuments, null),
    ...dayUses(ctx, used, policy, at),
    quota(
      'bytes_out_per_day',
      Number(used?.bytes_out ?? 0) + pendingBytesOut(ctx),
      policy.bytesOutPerDay,
      resetsAt,
    ),
  ];
}

/** What reading documents took of the day. */
function dayUses(
  ctx: TenantContext,
  used: Pick<Used, 'pages' | 'cpu_ms'> | undefined,
  policy: Policy,
  at: Date,
): QuotaUse[] {
  const resetsAt = periodAt('day', ctx.timeZone, at).end.toISOString();
  const seconds = Number(used?.cpu_ms ?? 0) / 1_000;
  return [
    quota('pages_per_day', used?.pages, policy.pagesPerDay, resetsAt),
    quota('ingest_cpu_seconds_per_day', seconds, policy.ingestCpuSecondsPerDay, resetsAt),
  ];
}

function quota(
  resource: QuotaUse['resource'],
  used: string | number | undefined,
  limit: number,
  resetsAt: string | null,
): QuotaUse {
  return { resource, used: Number(used ?? 0), limit, resetsAt };
}
