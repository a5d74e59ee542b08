import { CUSTOMERS } from '@/lib/console/customers';
import type { PlatformSql } from '@/lib/db/platform-sql';
import type { Currency } from '../chargeback/facts';
import type { LineKind } from '../statement/schema';
import type { ChargeSpan } from './read-charges';

/** A statement or credit note as an export reads it. Amounts in nano-dollars; instants in ms since the epoch. */
export interface Paper {
  tenantId: string;
  tenantName: string;
  kind: 'statement' | 'credit_note';
  /** For instance `S-1A2B3C4D5E-0001`. */
  label: string;
  issuedAt: number;
  from: number;
  until: number;
  currency: Currency;
  /** Minor units of the currency. */
  net: bigint;
  tax: bigint;
  /** Hundredths of a percent. */
  taxBp: bigint;
  total: bigint;
  /** A credit note's lines have no kind. */
  lines: readonly { kind: LineKind | null; label: string; detail: string; amount: bigint }[];
  /** What the ledger got of earlier months since the statement before, whether it is charged or covered by a fee. */
  earlier: bigint;
}

type Stored = Record<
  'tenantId' | 'tenantName' | 'label' | 'net' | 'tax' | 'taxBp' | 'total' | 'earlier',
  string
> & {
  kind: Paper['kind'];
  currency: Currency;
  issuedAt: number;
  from: number;
  until: number;
  lines: { kind: LineKind | null; label: string; detail: string | null; amountNano: string }[];
};

const SUM = `sum((c ->> 'callNano')::numeric + (c ->> 'correctionNano')::numeric) filter (where c ->> 'month' < s.month)`;
// What a tenant's first statement takes of earlier months are corrections since its own month began.
const PAPERS = `
  select s.tenant_id as "tenantId", t.name as "tenantName", s.kind, s.label, s.currency, s.net_minor::text as net,
    s.tax_minor::text as tax, coalesce(s.document #>> '{settlement,terms,taxBp}', '0') as "taxBp", s.total_nano::text as total,
    (extract(epoch from s.issued_at) * 1000)::float8 as "issuedAt", (extract(epoch from s.from_at) * 1000)::float8 as "from",
    (extract(epoch from s.until_at) * 1000)::float8 as "until", s.document -> 'lines' as lines,
    (coalesce(now_counted.nano, 0) - coalesce(case when p.id is null then now_counted.before else p_counted.nano end, 0))::text
      as earlier
  from issued_statement s join tenant t on t.id = s.tenant_id
  left join issued_statement p on s.kind = 'statement' and p.tenant_id = s.tenant_id and p.kind = 'statement'
    and p.month = to_char((s.month || '-01')::date - interval '1 month', 'YYYY-MM')
  left join lateral (select ${SUM} as nano,
      sum((c ->> 'callNano')::numeric + coalesce((c ->> 'correctionNanoBefore')::numeric, 0))
        filter (where c ->> 'month' < s.month) as before
    from jsonb_array_elements(s.counted) c) now_counted on true
  left join lateral (select ${SUM} as nano from jsonb_array_elements(p.counted) c) p_counted on true
  where s.issued_at >= $1::date::timestamp at time zone 'UTC' and s.issued_at < ($2::date + 1)::timestamp at time zone 'UTC'
    and ($3::uuid is null or s.tenant_id = $3) and s.tenant_id in ${CUSTOMERS}
  order by s.issued_at, s.tenant_id, s.id`;

/** What was issued on the days, in UTC. */
export async function readPapers(
  sql: PlatformSql,
  { from, to, tenantId }: ChargeSpan,
): Promise<Paper[]> {
  const rows = await sql<Stored>(PAPERS, [from, to, tenantId ?? null]);
  return rows.map((row) => ({
    ...row,
    net: BigInt(row.net),
    tax: BigInt(row.tax),
    taxBp: BigInt(row.taxBp),
    total: BigInt(row.total),
    earlier: BigInt(row.earlier),
    lines: row.lines.map(({ kind, label, detail, amountNano }) => ({
      ...{ kind: kind ?? null, label, detail: detail ?? '', amount: BigInt(amountNano) },
    })),
  }));
}
