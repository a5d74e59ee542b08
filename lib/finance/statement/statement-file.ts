import { now } from '@/lib/clock';
import { csvRows } from '@/lib/csv';
import { notFound } from '@/lib/errors';
import { renderPdf } from '@/lib/pdf/render-pdf';
import { documentParams } from '../chargeback/schema';
import { statementCells } from './export-statement';
import type { CreditNote, TenantStatement } from './schema';
import { statementPdf } from './statement-pdf';

/** The month, or the credit note that `note=` of the address names, as CSV. Throws `not_found` for a note of another month. */
export function statementCsv(data: TenantStatement, query: Record<string, string>): Response {
  const note = noteOf(data, query);
  return file(data, note, 'csv', 'text/csv; charset=utf-8', csvRows(statementCells(data, note)));
}

/** The same as PDF. */
export async function statementPdfFile(
  data: TenantStatement,
  query: Record<string, string>,
  signal: AbortSignal,
): Promise<Response> {
  const note = noteOf(data, query);
  const bytes = await renderPdf(statementPdf(data, now(), note), signal);
  return file(data, note, 'pdf', 'application/pdf', new Uint8Array(bytes));
}

function noteOf(data: TenantStatement, query: Record<string, string>): CreditNote | undefined {
  if (query.note === undefined) return undefined;
  const { note } = documentParams.parse(query);
  const found = data.statement.issued?.creditNotes.find(({ id }) => id === note);
  if (!found) throw notFound();
  return found;
}

function file(
  { tenant, statement }: TenantStatement,
  note: CreditNote | undefined,
  extension: string,
  type: string,
  body: string | Uint8Array<ArrayBuffer>,
): Response {
  const name = note ? note.number : `statement-${tenant.slug}-${statement.month}`;
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}.${extension}"`,
    },
  });
}
