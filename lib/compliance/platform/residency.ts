import type { PlatformSql } from '@/lib/db/platform-sql';
import { PLACED_COLUMNS, type PlacedRow, placedCells, placedColumns } from '../placed';
import type { ReportAsk, ReportSection } from '../schema';
import { section } from '../section';
import { platformEntries } from './entries';
import { operationsSection } from './operations';

/** Where each tenant's data lies, since when, and what was moved. */
export async function platformResidency(
  sql: PlatformSql,
  ask: ReportAsk,
): Promise<ReportSection[]> {
  const rows = await sql<PlacedRow & { slug: string }>(
    `select t.slug, ${PLACED_COLUMNS} from tenant t join tenant_placement p on p.tenant_id = t.id
     where not t.canary order by t.slug limit $1`,
    [ask.most + 1],
  );
  return [
    section('Where the data lies', ['Tenant', ...placedColumns()], rows, {
      most: ask.most,
      cells: (row) => [row.slug, ...placedCells(row)],
    }),
    await operationsSection(sql, 'Moves', ['move', 'reindex'], ask),
    await platformEntries(sql, 'Changes of placements', '^placement[.]', ask),
  ];
}
