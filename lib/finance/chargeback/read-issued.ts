import type { Counted } from '../statement/counted-months';
import type { ClosedMonths, OfTenant } from '../statement/read-facts';
import type { CreditNote, Statement, StatementLine } from '../statement/schema';
import type { Amounts, Settlement } from './facts';

/** What is kept of a closed month beside its columns. */
export interface IssuedDocument {
  lines: StatementLine[];
  sums: Statement['sums'];
  overageNano: string;
  settlement: Pick<Settlement, 'terms' | 'rate'>;
}

/** A month as it was closed. */
export interface IssuedMonth extends Amounts {
  id: string;
  number: string;
  month: string;
  zone: string;
  from: Date;
  until: Date;
  issuedAt: Date;
  totalNano: string;
  document: IssuedDocument;
}

const COLUMNS = `s.id, s.label as "number", s.month, s.issued_at as "issuedAt", s.total_nano::text as "totalNano",
  s.net_minor::text as "netMinor", s.tax_minor::text as "taxMinor", s.due_minor::text as "dueMinor", s.document`;

/** The month as it was closed, or nothing as long as it is not. */
export async function readIssuedMonth(
  sql: OfTenant,
  month: string,
): Promise<IssuedMonth | undefined> {
  const [row] = await sql<IssuedMonth>(
    `select ${COLUMNS}, s.zone, s.from_at as "from", s.until_at as "until" from issued_statement s
     where s.tenant_id = :tenant and s.kind = 'statement' and s.month = $1`,
    [month],
  );
  return row;
}

/** The credit notes of a statement, in the order of their numbers. */
export async function readCreditNotes(sql: OfTenant, statementId: string): Promise<CreditNote[]> {
  const rows = await sql<
    Omit<CreditNote, 'issuedAt' | 'lines'> & {
      issuedAt: Date;
      document: Pick<CreditNote, 'lines'>;
    }
  >(
    `select ${COLUMNS}, s.reason from issued_statement s where s.tenant_id = :tenant and s.corrects = $1 order by s.number`,
    [statementId],
  );
  return rows.map(({ document, issuedAt, ...row }) => ({
    ...{ id: row.id, number: row.number, reason: row.reason, totalNano: row.totalNano },
    ...{ netMinor: row.netMinor, taxMinor: row.taxMinor, dueMinor: row.dueMinor },
    issuedAt: issuedAt.toISOString(),
    lines: document.lines,
  }));
}

/** What is final of the tenant's months; undefined as long as none was closed. */
export async function readClosed(sql: OfTenant): Promise<ClosedMonths | undefined> {
  const rows = await sql<{
    month: string;
    from: Date;
    counted: Counted[] | null;
    sources: string[];
  }>(
    `select s.month, s.from_at as "from",
       case when s.month = max(s.month) over () then s.counted end as counted,
       array(select l ->> 'source' from jsonb_array_elements(s.document -> 'lines') l where l ->> 'source' is not null) as sources
     from issued_statement s where s.tenant_id = :tenant and s.kind = 'statement' order by s.month`,
  );
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last?.counted) return undefined;
  return {
    last: last.month,
    since: first.from,
    counted: last.counted,
    sources: new Set(rows.flatMap(({ sources }) => sources)),
  };
}
