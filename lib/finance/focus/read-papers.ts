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
  /** The billing period; of a credit note the month in which it was issued. */
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

/** What the books say by themselves of the papers of the days, in the snapshot of the papers. */
export interface PapersSaid {
  papers: number;
  /** Nano-dollars. */
  total: bigint;
  /** Minor units, of whatever currency. */
  net: bigint;
  tax: bigint;
}

type Stored = Record<
  'tenantId' | 'tenantName' | 'net' | 'tax' | 'taxBp' | 'total' | 'earlier',
  string
> & {
  /** Nothing where there is no paper. */
  label: string | null;
  kind: Paper['kind'];
  currency: Currency;
  issuedAt: number;
  from: number;
  until: number;
  lines: { kind: LineKind | null; label: string; detail: string | null; amountNano: string }[];
  said: { papers: number; total: string; net: string; tax: string };
};

const SPAN = `s.issued_at >= $1::date::timestamp at time zone 'UTC' and s.issued_at < ($2::date + 1)::timestamp at time zone 'UTC'`;
const SUM = `sum((c ->> 'callNano')::numeric + (c ->> 'correctionNano')::numeric) filter (where c ->> 'month' < s.month)`;
const LINES = `sum((l ->> 'amountNano')::numeric) filter (where l ->> 'kind' in ('late', 'correction'))`;
// What a tenant's first statement takes of earlier months are corrections since its own month began. While a tenant is being
// erased its papers stand in both places for a time; what was kept then is what stays.
const LIVE = `
  select s.tenant_id as id, s.id as paper, t.name, t.time_zone as zone, s.kind, s.label, s.issued_at, s.from_at, s.until_at,
    s.currency, s.document, s.net_minor, s.tax_minor, s.total_nano, coalesce(now_counted.nano, 0)
      - coalesce(case when p.id is null then now_counted.before else p_counted.nano end, 0) as earlier
  from issued_statement s join tenant t on t.id = s.tenant_id
  left join issued_statement p on s.kind = 'statement' and p.tenant_id = s.tenant_id and p.kind = 'statement'
    and p.month = to_char((s.month || '-01')::date - interval '1 month', 'YYYY-MM')
  left join lateral (select ${SUM} as nano,
      sum((c ->> 'callNano')::numeric + coalesce((c ->> 'correctionNanoBefore')::numeric, 0))
        filter (where c ->> 'month' < s.month) as before
    from jsonb_array_elements(s.counted) c) now_counted on true
  left join lateral (select ${SUM} as nano from jsonb_array_elements(p.counted) c) p_counted on true
  where ${SPAN} and ($3::uuid is null or s.tenant_id = $3) and s.tenant_id in ${CUSTOMERS}
    and not exists (select from erased_statement e where e.erased_id = s.tenant_id and e.label = s.label)`;
// Of what was kept without them, the month is one of UTC and nothing of earlier months is covered.
const ERASED = `
  select e.id, null::uuid, e.name, z.zone, s.kind, s.label, s.issued_at,
    coalesce(s.from_at, (s.month || '-01')::timestamp at time zone z.zone),
    coalesce(s.until_at, ((s.month || '-01')::timestamp + interval '1 month') at time zone z.zone),
    s.currency, s.document, s.net_minor, s.tax_minor, s.total_nano,
    coalesce(s.earlier_nano, (select ${LINES} from jsonb_array_elements(s.document -> 'lines') l), 0)
  from erased_statement s join erased_tenant e on e.id = s.erased_id
  cross join lateral (select coalesce(s.zone, 'UTC') as zone) z
  where ${SPAN} and ($3::uuid is null or s.erased_id = $3)
    and not exists (select from tenant c where c.id = s.erased_id and c.canary)`;
const SAID = `
  select count(*)::int as papers, coalesce(sum(s.total_nano), 0)::text as total, coalesce(sum(s.net_minor), 0)::text as net,
    coalesce(sum(s.tax_minor), 0)::text as tax
  from (select tenant_id, label, issued_at, total_nano, net_minor, tax_minor from issued_statement
    union select erased_id, label, issued_at, total_nano, net_minor, tax_minor from erased_statement) s
  where (s.issued_at at time zone 'UTC')::date between $1::date and $2::date and s.tenant_id = coalesce($3::uuid, s.tenant_id)
    and not exists (select from tenant c where c.id = s.tenant_id and c.canary)`;
// A credit note is of the month in which it was issued.
const PAPERS = `
  select p.id as "tenantId", p.name as "tenantName", p.kind, p.label, p.currency, p.net_minor::text as net,
    p.tax_minor::text as tax, coalesce(p.document #>> '{settlement,terms,taxBp}', '0') as "taxBp", p.total_nano::text as total,
    (extract(epoch from p.issued_at) * 1000)::float8 as "issuedAt", p.earlier::text as earlier, p.document -> 'lines' as lines,
    (extract(epoch from case p.kind when 'statement' then p.from_at else m.starts at time zone p.zone end) * 1000)::float8
      as "from",
    (extract(epoch from case p.kind when 'statement' then p.until_at
      else (m.starts + interval '1 month') at time zone p.zone end) * 1000)::float8 as "until", to_jsonb(i) as said
  from (${SAID}) i left join (${LIVE} union all ${ERASED}) p on true
  left join lateral (select date_trunc('month', p.issued_at at time zone p.zone) as starts) m on true
  order by p.issued_at, p.id, p.paper, p.label`;

/** What was issued on the days, in UTC, also to tenants that are erased since, and what that comes to. */
export async function readPapers(
  sql: PlatformSql,
  { from, to, tenantId }: ChargeSpan,
): Promise<{ papers: Paper[]; said: PapersSaid }> {
  const rows = await sql<Stored>(PAPERS, [from, to, tenantId ?? null]);
  const { papers = 0, total = '0', net = '0', tax = '0' } = rows[0]?.said ?? {};
  return {
    said: { papers, total: BigInt(total), net: BigInt(net), tax: BigInt(tax) },
    papers: rows.flatMap(({ said: _, label, ...row }) =>
      label === null ? [] : toPaper(row, label),
    ),
  };
}

function toPaper(row: Omit<Stored, 'said' | 'label'>, label: string): Paper {
  return {
    ...row,
    label,
    net: BigInt(row.net),
    tax: BigInt(row.tax),
    taxBp: BigInt(row.taxBp),
    total: BigInt(row.total),
    earlier: BigInt(row.earlier),
    lines: row.lines.map(({ kind, label, detail, amountNano }) => ({
      ...{ kind: kind ?? null, label, detail: detail ?? '', amount: BigInt(amountNano) },
    })),
  };
}
