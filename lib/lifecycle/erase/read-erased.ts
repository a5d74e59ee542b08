import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type {
  ErasedBill,
  ErasedMonth,
  ErasedTenantView,
  RemovedCounts,
  SignedReceipt,
} from './schema';

interface Row {
  id: string;
  slug: string;
  name: string;
  plan: string;
  reason: string;
  requested_by: string | null;
  requested_at: Date;
  started_at: Date;
  finished_at: Date | null;
  removed: RemovedCounts;
  receipt: SignedReceipt | null;
}

const COLUMNS = `e.id, e.slug, e.name, e.plan, e.reason, u.name as requested_by, e.requested_at, e.started_at, e.finished_at,
  e.removed, e.receipt`;
const SHOWN = 200;

/** Tenants that were erased, or are being, the latest first. */
export async function listErased(ctx: PlatformContext): Promise<ErasedTenantView[]> {
  authorizePlatform(ctx, 'tenants:read');
  const why = { action: 'erased.list', reason: 'Looked at erased tenants', fold: '5 minutes' };
  return withPlatform(ctx, why, async (sql) => {
    const rows = await sql<Row>(
      `select ${COLUMNS} from erased_tenant e left join app_user u on u.id = e.requested_by
       order by e.started_at desc limit $1`,
      [SHOWN],
    );
    return rows.map(view);
  });
}

/** One of them with the sums and the bills that are kept. Throws `not_found`. */
export async function readErased(
  ctx: PlatformContext,
  id: string,
): Promise<{ erased: ErasedTenantView; months: ErasedMonth[]; bills: ErasedBill[] }> {
  authorizePlatform(ctx, 'tenants:read');
  if (!isId(id)) throw notFound();
  const why = {
    action: 'erased.view',
    reason: 'Looked at an erased tenant',
    tenantId: id,
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const [row] = await sql<Row>(
      `select ${COLUMNS} from erased_tenant e left join app_user u on u.id = e.requested_by where e.id = $1`,
      [id],
    );
    if (!row) throw notFound();
    return {
      erased: view(row),
      months: await readMonths(sql, id),
      bills: await readBills(sql, id),
    };
  });
}

function readMonths(sql: PlatformSql, id: string): Promise<ErasedMonth[]> {
  return sql<ErasedMonth>(
    `select month::text, model, calls::int, input_tokens::float8 as "inputTokens", output_tokens::float8 as "outputTokens",
       cost_nano::text as "costNano", price_nano::text as "priceNano"
     from erased_totals where erased_id = $1 order by erased_totals.month, model`,
    [id],
  );
}

function readBills(sql: PlatformSql, id: string): Promise<ErasedBill[]> {
  return sql<ErasedBill>(
    `select month, fee_nano::text as "feeNano", usage_nano::text as "usageNano", total_nano::text as "totalNano", days,
       days_in_month as "daysInMonth"
     from erased_bill where erased_id = $1 order by erased_bill.month`,
    [id],
  );
}

function view(row: Row): ErasedTenantView {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    plan: row.plan,
    reason: row.reason,
    requestedBy: row.requested_by ?? 'No longer known',
    requestedAt: row.requested_at.toISOString(),
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    removed: row.removed,
    receipt: row.receipt,
  };
}

/**
 * The id of the erased tenant that had this address. `not_found` when none had it, `conflict` with the ids when several
 * had it one after the other.
 */
export async function findErased(ctx: PlatformContext, slug: string): Promise<string> {
  authorizePlatform(ctx, 'tenants:read');
  const why = { action: 'erased.list', reason: 'Looked for an erased tenant', fold: '5 minutes' };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<{ id: string; started_at: Date }>(
      'select id, started_at from erased_tenant where slug = $1 order by started_at desc',
      [slug],
    ),
  );
  const [only] = rows;
  if (!only) throw new AppError('not_found', `No tenant with the address ${slug} was erased.`);
  if (rows.length === 1) return only.id;
  const each = rows.map((row) => `  ${row.id}  ${row.started_at.toISOString()}`).join('\n');
  throw new AppError(
    'conflict',
    `${rows.length} tenants with the address ${slug} were erased. Name one by its id:\n${each}`,
  );
}

/** Whether the id is that of a tenant that is no more. */
export async function wasErased(ctx: PlatformContext, id: string): Promise<boolean> {
  authorizePlatform(ctx, 'tenants:read');
  if (!isId(id)) return false;
  const why = { action: 'erased.list', reason: 'Looked for an erased tenant', fold: '5 minutes' };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql('select id from erased_tenant where id = $1 and finished_at is not null', [id]),
  );
  return rows.length > 0;
}
