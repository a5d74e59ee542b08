import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { monthSpan } from '@/lib/finance/statement/month-of';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { InvoiceLine, LineEntry } from './schema';

export const ENTRIES_SHOWN = 200;
export const ENTRIES_IN_FILE = 1_000_000;

/** The usage line of a model as the statement counts it: calls of the month, and corrections of calls of the same month. */
const OF_LINE = `ledger_entry l left join ledger_entry c on c.tenant_id = l.tenant_id and c.id = l.adjusts
  where l.tenant_id = $1 and l.at >= $2 and l.at < $3 and l.model = $4 and (l.kind = 'call' or c.at >= $2)`;

interface EntryRow {
  id: string;
  at: Date;
  request_id: string;
  call_ordinal: number;
  kind: LineEntry['kind'];
  principal_kind: string;
  principal_id: string;
  feature: string;
  tokens: string;
  price: string;
}

/** Which requests make up the usage line of a model in a tenant's month, the first first. Throws `not_found`. */
export async function readInvoiceLine(
  ctx: PlatformContext,
  { tenantId, month, model }: { tenantId: string; month: string; model: string },
  most = ENTRIES_SHOWN,
): Promise<InvoiceLine> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'forensics.invoice_line',
    reason: 'Looked which requests make up a line of an invoice',
    tenantId,
    detail: { month, line: model },
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const [tenant] = await sql<{ zone: string }>(
      'select time_zone as zone from tenant where id = $1',
      [tenantId],
    );
    if (!tenant) throw notFound();
    const { start, end } = monthSpan(month, tenant.zone);
    const of = [tenantId, start, end, model];
    const [sums] = await sql<{ requests: number; calls: number; total: string }>(
      `select count(distinct l.request_id)::int as requests, count(*) filter (where l.kind = 'call')::int as calls,
         coalesce(sum(l.price_nano), 0)::text as total from ${OF_LINE}`,
      of,
    );
    const rows = await sql<EntryRow>(
      `select l.id, l.at, l.request_id, l.call_ordinal, l.kind, l.principal_kind, l.principal_id, l.feature,
         (l.input_tokens + l.output_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens)::text
           as tokens, l.price_nano::text as price
       from ${OF_LINE} order by l.at, l.id limit $5`,
      [...of, most + 1],
    );
    return {
      rows: rows.slice(0, most).map(toEntry),
      more: rows.length > most,
      requests: sums?.requests ?? 0,
      calls: sums?.calls ?? 0,
      totalNano: sums?.total ?? '0',
    };
  });
}

function toEntry(row: EntryRow): LineEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    requestId: row.request_id,
    callOrdinal: row.call_ordinal,
    kind: row.kind,
    principalKind: row.principal_kind,
    principalId: row.principal_id,
    feature: row.feature,
    tokens: row.tokens,
    priceNano: row.price,
  };
}
