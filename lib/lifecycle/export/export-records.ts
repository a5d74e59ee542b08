import { AUDIT_HEADER, auditCells } from '@/lib/audit/export-entries';
import { readEntries } from '@/lib/audit/read-entries';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { exactUsd } from '@/lib/money';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ExportArchive } from './export-archive';

interface LedgerRow {
  tenant_id: string;
  id: string;
  at: Date;
  request_id: string;
  call_ordinal: number;
  principal_kind: string;
  principal_id: string;
  feature: string;
  model: string;
  outcome: string;
  input_tokens: bigint;
  output_tokens: bigint;
  cache_read_tokens: bigint;
  cache_write_tokens: bigint;
  price_nano: bigint;
  estimated: boolean;
}

const BATCH = 1_000;
const LEDGER_HEADER = [
  'at',
  'entry_id',
  'request_id',
  'call',
  'principal_kind',
  'principal_id',
  'feature',
  'model',
  'outcome',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'price_usd',
  'estimated',
];

/** Usage and audit log as tables. Prices are the tenant's; what the provider charged is not the tenant's. */
export async function exportRecords(
  ctx: TenantContext,
  archive: ExportArchive,
  until: Date,
): Promise<void> {
  archive.counts.ledgerRows = await archive.addTable('usage', 'ledger', LEDGER_HEADER, ledger(ctx));
  archive.counts.auditEntries = await archive.addTable(
    'audit',
    'audit',
    AUDIT_HEADER,
    auditEntries(ctx, until),
  );
}

async function* ledger(ctx: TenantContext): AsyncGenerator<string[][]> {
  let last: { at: Date; id: string } | undefined;
  do {
    const rows: LedgerRow[] = await withTenantSql(ctx, (sql) =>
      sql<LedgerRow>(
        `select tenant_id, id, at, request_id, call_ordinal, principal_kind, principal_id, feature, model, outcome,
           input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens + cache_write_1h_tokens as cache_write_tokens,
           price_nano, estimated
         from ledger_entry where tenant_id = :tenant and ($1::timestamptz is null or (at, id) > ($1, $2::uuid))
         order by at, id limit $3`,
        [last?.at ?? null, last?.id ?? null, BATCH],
      ),
    );
    yield rows.map(ledgerCells);
    last = rows.length === BATCH ? rows.at(-1) : undefined;
  } while (last);
}

function ledgerCells(row: LedgerRow): string[] {
  return [
    row.at.toISOString(),
    row.id,
    row.request_id,
    String(row.call_ordinal),
    row.principal_kind,
    row.principal_id,
    row.feature,
    row.model,
    row.outcome,
    String(row.input_tokens),
    String(row.output_tokens),
    String(row.cache_read_tokens),
    String(row.cache_write_tokens),
    exactUsd(row.price_nano),
    String(row.estimated),
  ];
}

async function* auditEntries(ctx: TenantContext, until: Date): AsyncGenerator<string[][]> {
  const filter = { from: new Date(0).toISOString(), to: until.toISOString() };
  let older: string | undefined;
  do {
    const page = await withTenantSql(ctx, (sql) => readEntries(sql, filter, { older }, BATCH));
    yield page.rows.map(auditCells);
    older = page.older ?? undefined;
  } while (older);
}
