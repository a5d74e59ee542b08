import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLACED_COLUMNS, type PlacedRow, placedCells, placedColumns } from '../placed';
import type { ReportAsk, ReportSection } from '../schema';
import { facts, moment, section } from '../section';
import { entriesSection } from './entries';

/** Where the workspace's data lies, since when, and where it was moved. */
export function tenantResidency(ctx: TenantContext, ask: ReportAsk): Promise<ReportSection[]> {
  return withTenantSql(ctx, async (sql) => {
    const placed = await sql<PlacedRow>(
      `select p.tenant_id, ${PLACED_COLUMNS} from tenant_placement p where p.tenant_id = :tenant`,
    );
    return [
      section('Where the data lies', placedColumns(), placed, {
        most: 1,
        cells: (row) => placedCells(row),
      }),
      await moves(sql, ask),
      await entriesSection(
        sql,
        'Changes of the placement',
        '^(placement[.].*|operation[.](move|reindex))$',
        ask,
      ),
    ];
  });
}

interface MoveRow {
  tenant_id: string;
  id: string;
  kind: string;
  state: string;
  created_at: Date;
  finished_at: Date | null;
  detail: unknown;
}

async function moves(sql: TenantSql, { most }: ReportAsk): Promise<ReportSection> {
  const rows = await sql<MoveRow>(
    `select o.tenant_id, o.id, o.kind, o.state, o.created_at, o.finished_at, o.detail from tenant_operation o
     where o.tenant_id = :tenant and o.kind in ('move', 'reindex') order by o.created_at desc, o.id limit $1`,
    [most + 1],
  );
  return section('Moves', ['Operation', 'Kind', 'State', 'Asked for', 'Ended', 'What'], rows, {
    most,
    cells: (row) => [
      row.id,
      row.kind,
      row.state,
      moment(row.created_at),
      moment(row.finished_at),
      facts(row.detail),
    ],
  });
}
