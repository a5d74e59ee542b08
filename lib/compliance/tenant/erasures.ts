import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ReportAsk, ReportSection } from '../schema';
import { moment, section } from '../section';
import { entriesSection } from './entries';

const DELETED =
  '^(document[.](delete|expire)|conversation[.]delete|folder[.]delete|export[.]remove)$';

/** Who and what was erased. The receipt of an erasure is its entry of the log: its place and its hash prove it. */
export function tenantErasures(ctx: TenantContext, ask: ReportAsk): Promise<ReportSection[]> {
  return withTenantSql(ctx, async (sql) => [
    await entriesSection(
      sql,
      'People who were erased, with receipts',
      '^(member|operation)[.]erase(_member)?$',
      ask,
    ),
    await counts(sql, ask),
    await entriesSection(sql, 'Documents and other things that were deleted', DELETED, ask),
  ]);
}

async function counts(sql: TenantSql, { from, to, most }: ReportAsk): Promise<ReportSection> {
  const rows = await sql<{ action: string; n: number; first: Date; last: Date }>(
    `select a.action, count(*)::int as n, min(a.at) as first, max(a.at) as last from audit_entry a
     where a.tenant_id = :tenant and a.at >= $1 and a.at < $2 and a.action ~ $3 group by a.action order by a.action`,
    [from, to, DELETED],
  );
  return section('How much was deleted', ['Action', 'Entries', 'First', 'Last'], rows, {
    most,
    cells: (row) => [row.action, row.n, moment(row.first), moment(row.last)],
  });
}
