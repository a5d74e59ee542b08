import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { AppError } from '@/lib/errors';
import { costPage, costRows, usagePage, usageRows } from './api-pages';
import type { ProviderReport, ReportRow } from './provider-report';

/** Whether a file is JSON and not CSV: a header of CSV begins with neither sign. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  return /^\uFEFF?\s*[[{]/.test(Buffer.from(bytes.subarray(0, 256)).toString('utf8'));
}

/**
 * Reads an answer of the provider's Admin API that was saved as a file: one page, or an array of all pages in order; which
 * of the two reports it is, its results say. Throws `invalid_input`, also when the last page says that there are more.
 */
export function parseJson(bytes: Uint8Array, fileName: string): ProviderReport {
  const pages = pagesOf(bytes);
  const kind = kindOf(pages);
  const read =
    kind === 'usage' ? rowsOf(pages, usagePage, usageRows) : rowsOf(pages, costPage, costRows);
  const days = read.days.sort();
  const [fromDay] = days;
  const toDay = days.at(-1);
  if (!fromDay || !toDay) throw new AppError('invalid_input', 'The file has no day.');
  return {
    kind,
    source: 'csv',
    fileName: fileName.slice(0, 200),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    fromDay,
    toDay,
    rows: read.rows,
  };
}

function pagesOf(bytes: Uint8Array): unknown[] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch (cause) {
    throw new AppError('invalid_input', 'The file is no JSON text.', { cause });
  }
}

/** A cost report has amounts, a usage report none. */
function kindOf(pages: unknown[]): ProviderReport['kind'] {
  return pages.every((page) => costPage.safeParse(page).success) && hasAmount(pages)
    ? 'cost'
    : 'usage';
}

function hasAmount(pages: unknown[]): boolean {
  return pages.some((page) => costPage.parse(page).data.some(({ results }) => results.length > 0));
}

function rowsOf<T extends { data: { starting_at: string }[]; has_more: boolean }>(
  pages: unknown[],
  schema: z.ZodType<T>,
  toRows: (page: T) => ReportRow[],
): { rows: ReportRow[]; days: string[] } {
  const parsed = pages.map((page) => {
    const result = schema.safeParse(page);
    if (result.success) return result.data;
    throw new AppError(
      'invalid_input',
      `The file is neither a usage nor a cost report of the Admin API: ${result.error.issues[0]?.path.join('.')} cannot be used. Nothing was imported.`,
    );
  });
  if (parsed.at(-1)?.has_more)
    throw new AppError(
      'invalid_input',
      'The last page of the file says that there are more. Save all of them, as an array.',
    );
  return {
    rows: parsed.flatMap(toRows),
    days: parsed.flatMap(({ data }) => data.map((bucket) => bucket.starting_at.slice(0, 10))),
  };
}
