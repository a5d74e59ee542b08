import type { PlatformSql } from '@/lib/db/platform-sql';
import type { OperationKind } from '@/lib/operations/schema';
import type { ReportAsk, ReportSection } from '../schema';
import { facts, moment, section } from '../section';

interface OperationRow {
  id: string;
  slug: string;
  kind: string;
  state: string;
  created_at: Date;
  finished_at: Date | null;
  detail: unknown;
}

/** Long work of these kinds on tenants that was asked for within the time, the latest first, with its counts. */
export async function operationsSection(
  sql: PlatformSql,
  title: string,
  kinds: readonly OperationKind[],
  { from, to, most }: ReportAsk,
): Promise<ReportSection> {
  const rows = await sql<OperationRow>(
    `select o.id, t.slug, o.kind, o.state, o.created_at, o.finished_at, o.detail
     from tenant_operation o join tenant t on t.id = o.tenant_id and not t.canary
     where o.kind = any($1::text[]) and o.created_at >= $2 and o.created_at < $3
     order by o.created_at desc, o.id limit $4`,
    [kinds, from, to, most + 1],
  );
  return section(
    title,
    ['Tenant', 'Operation', 'Kind', 'State', 'Asked for', 'Ended', 'Counts'],
    rows,
    {
      most,
      cells: (row) => [
        row.slug,
        row.id,
        row.kind,
        row.state,
        moment(row.created_at),
        moment(row.finished_at),
        facts(row.detail),
      ],
    },
  );
}
