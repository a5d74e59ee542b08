import { CUSTOMERS } from '@/lib/console/customers';
import type { PlatformSql } from '@/lib/db/platform-sql';
import type { Currency } from '../chargeback/facts';
import type { LineKind } from '../statement/schema';
import type { IssuedPaper, MonthCost } from './journal-lines';

/** What the ledger and the issued papers say by themselves, whatever lines are made of them. */
export interface JournalControl {
  /** By currency, in minor units; `nano` is the exact total in nano-dollars. */
  issued: readonly { currency: string; net: bigint; tax: bigint; due: bigint; nano: bigint }[];
  /** Nano-dollars by `YYYY-MM`. */
  spent: readonly { month: string; cost: bigint }[];
}

export interface JournalSources {
  papers: IssuedPaper[];
  costs: MonthCost[];
  control: JournalControl;
}

const FROM = "$1::date::timestamp at time zone 'UTC'";
const UNTIL = "($2::date + 1)::timestamp at time zone 'UTC'";

// A paper stays when its tenant is erased; while one is being erased it may stand in both places.
const PAPERS = `
  select s.tenant_id as "tenantId", t.name as tenant, s.kind, s.label, s.month, s.issued_at as at, s.currency, s.document,
    s.net_minor::text as net, s.tax_minor::text as tax, s.due_minor::text as due
  from issued_statement s join tenant t on t.id = s.tenant_id
  where s.issued_at >= ${FROM} and s.issued_at < ${UNTIL} and s.tenant_id in ${CUSTOMERS}
  union all
  select e.id, e.name, s.kind, s.label, s.month, s.issued_at, s.currency, s.document, s.net_minor::text, s.tax_minor::text,
    s.due_minor::text
  from erased_statement s join erased_tenant e on e.id = s.erased_id
  where s.issued_at >= ${FROM} and s.issued_at < ${UNTIL}
    and not exists (select from issued_statement i where i.tenant_id = s.erased_id and i.label = s.label)`;
const PAPER = `
  select p."tenantId", p.tenant, p.kind, p.label, p.month, to_char(p.at at time zone 'UTC', 'YYYY-MM-DD') as day, p.currency,
    coalesce(p.document #>> '{settlement,rate,rateNano}', '1000000000') as "rateNano", p.net, p.tax, p.due,
    (select coalesce(jsonb_agg(jsonb_build_object('kind', l ->> 'kind', 'nano', l ->> 'amountNano')), '[]')
      from jsonb_array_elements(p.document -> 'lines') l) as lines
  from (${PAPERS}) p`;
const COSTS = `
  select l.tenant_id as "tenantId", t.name as tenant, to_char(l.at at time zone 'UTC', 'YYYY-MM') as month,
    sum(l.cost_nano)::text as cost
  from ledger_entry l join tenant t on t.id = l.tenant_id
  where l.at >= ${FROM} and l.at < ${UNTIL} and l.tenant_id in ${CUSTOMERS} group by 1, 2, 3`;
const ISSUED = `
  select i.currency, sum(i.net_minor)::text as net, sum(i.tax_minor)::text as tax, sum(i.due_minor)::text as due,
    sum(i.total_nano)::text as nano
  from (
    select tenant_id, label, issued_at, currency, net_minor, tax_minor, due_minor, total_nano from issued_statement
    union
    select erased_id, label, issued_at, currency, net_minor, tax_minor, due_minor, total_nano from erased_statement
  ) i
  where (i.issued_at at time zone 'UTC')::date between $1::date and $2::date
    and not exists (select from tenant c where c.id = i.tenant_id and c.canary) group by 1`;
const SPENT = `
  select to_char(l.at at time zone 'UTC', 'YYYY-MM') as month, sum(l.cost_nano)::text as cost from ledger_entry l
  where l.at >= ${FROM} and l.at < ${UNTIL} and l.tenant_id not in (select id from tenant where canary) group by 1`;

/**
 * The papers that were issued on days in UTC, both included, the costs of the same days, and what both come to by themselves:
 * one statement and so one moment, whatever is written meanwhile.
 */
export async function readJournal(
  sql: PlatformSql,
  from: string,
  to: string,
): Promise<JournalSources> {
  const rows = await sql<{ part: string; row: Record<string, string> }>(
    `select 'paper' as part, to_jsonb(p) as row from (${PAPER}) p
     union all select 'cost', to_jsonb(c) from (${COSTS}) c
     union all select 'issued', to_jsonb(i) from (${ISSUED}) i
     union all select 'spent', to_jsonb(s) from (${SPENT}) s`,
    [from, to],
  );
  const of = <Row>(part: string) =>
    rows.filter((each) => each.part === part).map(({ row }) => row as Row);
  return {
    papers: sorted(of<StoredPaper>('paper').map(toPaper), ({ day, tenant, tenantId, label }) =>
      [day, tenant, tenantId, label].join(' '),
    ),
    costs: sorted(
      of<Record<'tenantId' | 'tenant' | 'month' | 'cost', string>>('cost').map((row) => ({
        ...row,
        cost: BigInt(row.cost),
      })),
      ({ month, tenant, tenantId }) => [month, tenant, tenantId].join(' '),
    ),
    control: {
      issued: of<Record<'currency' | 'net' | 'tax' | 'due' | 'nano', string>>('issued').map(
        ({ currency, net, tax, due, nano }) => ({
          ...{ currency, net: BigInt(net), tax: BigInt(tax) },
          ...{ due: BigInt(due), nano: BigInt(nano) },
        }),
      ),
      spent: of<Record<'month' | 'cost', string>>('spent').map(({ month, cost }) => ({
        month,
        cost: BigInt(cost),
      })),
    },
  };
}

type StoredPaper = Record<
  'tenantId' | 'tenant' | 'label' | 'month' | 'day' | 'rateNano' | 'net' | 'tax' | 'due',
  string
> & {
  kind: IssuedPaper['kind'];
  currency: Currency;
  lines: { kind: LineKind | null; nano: string }[];
};

function toPaper(row: StoredPaper): IssuedPaper {
  return {
    ...row,
    rateNano: BigInt(row.rateNano),
    net: BigInt(row.net),
    tax: BigInt(row.tax),
    due: BigInt(row.due),
    lines: row.lines.map(({ kind, nano }) => ({ kind, nano: BigInt(nano) })),
  };
}

function sorted<T>(items: T[], key: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}
