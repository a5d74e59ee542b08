import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ExportView } from './facts';
import type { RequestExport } from './schema';
import { isKeptSince, spooledBytes, spoolFile } from './spool';

const MOST = 50;

/** Asks for a file, which the worker writes. Returns its id. */
export async function requestExport(ctx: PlatformContext, given: RequestExport): Promise<string> {
  authorizePlatform(ctx, 'exports:make');
  const { dataset, format, from, to, tenantId } = given;
  const id = newId();
  const why = {
    action: 'export.request',
    reason: 'Asked for an export',
    tenantId,
    detail: { id, dataset, format, from, to },
  };
  await withPlatform(ctx, why, (sql) =>
    sql(
      `insert into finance_export (id, dataset, format, from_day, to_day, subject_tenant, requested_by, requested_at, next_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
      [id, dataset, format, from, to, tenantId ?? null, ctx.userId, now()],
    ),
  );
  return id;
}

/** The newest exports, with what became of each. */
export async function listExports(ctx: PlatformContext): Promise<ExportView[]> {
  authorizePlatform(ctx, 'costs:read');
  const why = { action: 'export.view', reason: 'Looked at exports', fold: '5 minutes' };
  const rows = await withPlatform(ctx, why, (sql) => sql<StoredExport>(LISTED));
  return Promise.all(rows.map(toView));
}

interface StoredExport
  extends Omit<
    ExportView,
    'requestedAt' | 'nextAt' | 'deliveredAt' | 'kept' | 'elsewhere' | 'rows' | 'bytes'
  > {
  requestedAt: Date;
  nextAt: Date;
  deliveredAt: Date | null;
  endedAt: Date | null;
  rows: bigint | null;
  bytes: bigint | null;
}

const LISTED = `select e.id, e.dataset, e.format, to_char(e.from_day, 'YYYY-MM-DD') as "fromDay",
    to_char(e.to_day, 'YYYY-MM-DD') as "toDay", coalesce(t.name, e.subject_tenant::text) as tenant, e.state,
    coalesce(u.name, 'Someone who is gone') as "requestedBy", e.requested_at as "requestedAt", e.attempts,
    e.next_at as "nextAt", e.row_count as rows, e.bytes, e.sha256, e.file_nano::text as "fileNano", g.name as target,
    e.delivered_at as "deliveredAt", e.ended_at as "endedAt", e.failure
  from finance_export e left join app_user u on u.id = e.requested_by left join export_target g on g.id = e.target_id
    left join tenant t on t.id = e.subject_tenant
  order by e.requested_at desc, e.id desc limit ${MOST}`;

async function toView({ endedAt, ...row }: StoredExport): Promise<ExportView> {
  const file = row.sha256 && spoolFile(row.id, row.sha256, row.format);
  const kept = !!file && (await spooledBytes(file)) !== undefined;
  return {
    ...row,
    rows: row.rows === null ? null : Number(row.rows),
    bytes: row.bytes === null ? null : Number(row.bytes),
    requestedAt: row.requestedAt.toISOString(),
    nextAt: row.nextAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    kept,
    elsewhere: !!file && !kept && endedAt !== null && isKeptSince(endedAt),
  };
}
