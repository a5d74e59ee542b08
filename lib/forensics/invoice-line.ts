import { timeOf } from '@/lib/audit/read-entries';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { monthSpan } from '@/lib/finance/statement/month-of';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { inBatches, type Place } from './in-batches';
import type { InvoiceLine, LineEntry } from './schema';

const SHOWN = 200;

/** The usage line of a model as the statement counts it: calls of the month, and corrections of calls of the same month. */
const OF_LINE = `ledger_entry l left join ledger_entry c on c.tenant_id = l.tenant_id and c.id = l.adjusts
  where l.tenant_id = $1 and l.at >= $2 and l.at < $3 and l.model = $4 and (l.kind = 'call' or c.at >= $2)`;

interface EntryRow {
  id: string;
  at: string;
  request_id: string;
  call_ordinal: number;
  kind: LineEntry['kind'];
  principal_kind: string;
  principal_id: string;
  feature: string;
  tokens: string;
  price: string;
}

interface AskedLine {
  tenantId: string;
  /** `YYYY-MM`, of the tenant's time zone. */
  month: string;
  model: string;
}

/** Which requests make up the usage line of a model in a tenant's month, the first first. Throws `not_found`. */
export function readInvoiceLine(ctx: PlatformContext, asked: AskedLine): Promise<InvoiceLine> {
  return looking(ctx, asked, async (sql, of) => {
    const [sums] = await sql<{ requests: number; calls: number; total: string }>(
      `select count(distinct l.request_id)::int as requests, count(*) filter (where l.kind = 'call')::int as calls,
         coalesce(sum(l.price_nano), 0)::text as total from ${OF_LINE}`,
      of,
    );
    const rows = await readEntries(sql, of, undefined, SHOWN + 1);
    return {
      rows: rows.slice(0, SHOWN),
      more: rows.length > SHOWN,
      requests: sums?.requests ?? 0,
      calls: sums?.calls ?? 0,
      totalNano: sums?.total ?? '0',
    };
  });
}

/** The same entries, however many there are, a batch at a time. */
export function everyLineEntry(
  ctx: PlatformContext,
  asked: AskedLine,
): AsyncGenerator<LineEntry[]> {
  return inBatches((after, most) =>
    looking(ctx, asked, (sql, of) => readEntries(sql, of, after, most)),
  );
}

/** Hands over what the line's query begins with. */
async function looking<T>(
  ctx: PlatformContext,
  { tenantId, month, model }: AskedLine,
  read: (sql: PlatformSql, of: unknown[]) => Promise<T>,
): Promise<T> {
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
    return read(sql, [tenantId, start, end, model]);
  });
}

async function readEntries(
  sql: PlatformSql,
  of: unknown[],
  after: Place | undefined,
  most: number,
): Promise<LineEntry[]> {
  const rows = await sql<EntryRow>(
    `select l.id, ${timeOf('l')} as at, l.request_id, l.call_ordinal, l.kind, l.principal_kind, l.principal_id, l.feature,
       (l.input_tokens + l.output_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens)::text
         as tokens, l.price_nano::text as price
     from ${OF_LINE} and ($5::timestamptz is null or (l.at, l.id) > ($5, $6::uuid)) order by l.at, l.id limit $7`,
    [...of, after?.at ?? null, after?.id ?? null, most],
  );
  return rows.map(toEntry);
}

function toEntry(row: EntryRow): LineEntry {
  return {
    id: row.id,
    at: row.at,
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
