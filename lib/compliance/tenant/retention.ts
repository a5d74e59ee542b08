import { keptYears } from '@/lib/audit/expiry/kept-years';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import type { ReportAsk, ReportSection } from '../schema';
import { moment, section } from '../section';
import { entriesSection } from './entries';

/** For how long what is kept, what keeps it longer, and what was deleted because its time was over. */
export async function tenantRetention(
  ctx: TenantContext,
  ask: ReportAsk,
): Promise<ReportSection[]> {
  const { conversationDays } = await policyOf(ctx);
  return withTenantSql(ctx, async (sql) => [
    await settings(sql, conversationDays),
    await holds(sql, ask),
    await entriesSection(
      sql,
      'What was deleted when its time was over',
      '^(retention[.]run|document[.]expire|audit[.]expire)$',
      ask,
    ),
  ]);
}

async function settings(sql: TenantSql, conversationDays: number): Promise<ReportSection> {
  const [row] = await sql<{ tenant_id: string; document_days: number | null; changed_at: Date }>(
    'select tenant_id, document_days, changed_at from retention_setting where tenant_id = :tenant',
  );
  const documents = row?.document_days ?? null;
  const rows = [
    ['Conversations', `${conversationDays} days after their last message`, null],
    [
      'Documents',
      documents === null ? 'until they are deleted' : `${documents} days`,
      moment(row?.changed_at ?? null),
    ],
    ['Audit entries and records of deletions', `${keptYears()} years`, null],
  ];
  return section('Settings', ['What', 'Kept', 'Changed'], rows, {
    most: rows.length,
    cells: (cells) => cells,
  });
}

interface HoldRow {
  tenant_id: string;
  id: string;
  user_id: string | null;
  placed_by_kind: string;
  placed_at: Date;
  lifted_at: Date | null;
}

async function holds(sql: TenantSql, { most }: ReportAsk): Promise<ReportSection> {
  const rows = await sql<HoldRow>(
    `select h.tenant_id, h.id, h.user_id, h.placed_by_kind, h.placed_at, h.lifted_at from legal_hold h
     where h.tenant_id = :tenant order by h.lifted_at is not null, h.placed_at desc limit $1`,
    [most + 1],
  );
  return section('Legal holds', ['Hold', 'Of', 'Placed by', 'Placed', 'Lifted'], rows, {
    most,
    cells: (row) => [
      row.id,
      row.user_id ? `person ${row.user_id}` : 'the whole workspace',
      row.placed_by_kind === 'operator' ? 'the platform' : 'an owner',
      moment(row.placed_at),
      moment(row.lifted_at),
    ],
  });
}
