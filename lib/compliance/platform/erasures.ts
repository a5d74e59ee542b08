import type { PlatformSql } from '@/lib/db/platform-sql';
import type { SignedReceipt } from '@/lib/lifecycle/erase/schema';
import type { ReportAsk, ReportSection } from '../schema';
import { moment, section } from '../section';
import { operationsSection } from './operations';

interface ErasedRow {
  id: string;
  slug: string;
  requested_at: Date;
  finished_at: Date | null;
  rows: number;
  receipt: SignedReceipt | null;
}

/** Tenants and people who were erased, with the signatures of the receipts. */
export async function platformErasures(sql: PlatformSql, ask: ReportAsk): Promise<ReportSection[]> {
  const { from, to, most } = ask;
  const erased = await sql<ErasedRow>(
    `select e.id, e.slug, e.requested_at, e.finished_at, e.receipt,
       (select coalesce(sum(r.value::int), 0)::int from jsonb_each_text(coalesce(e.removed -> 'rows', '{}')) r) as rows
     from erased_tenant e where e.started_at >= $1 and e.started_at < $2
     order by e.started_at desc, e.id limit $3`,
    [from, to, most + 1],
  );
  return [
    section(
      'Tenants that were erased, with receipts',
      ['Tenant', 'Address', 'Asked for', 'Ended', 'Rows removed', 'Journal entry', 'Signature'],
      erased,
      {
        most,
        cells: (row) => [
          row.id,
          row.slug,
          moment(row.requested_at),
          moment(row.finished_at),
          row.rows,
          row.receipt?.receipt.journalEntry ?? null,
          row.receipt?.signature ?? null,
        ],
      },
    ),
    await operationsSection(sql, 'People who were erased', ['erase_member'], ask),
  ];
}
