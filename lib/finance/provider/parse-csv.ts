import { createHash } from 'node:crypto';
import Papa from 'papaparse';
import { AppError } from '@/lib/errors';
import { centsOfUsd } from './cents';
import { modelOf, type ProviderReport, type ReportRow } from './provider-report';
import { LARGEST_REPORT_BYTES, type TokenType } from './schema';

type Cells = Record<string, string>;

const MOST_ROWS = 200_000;

/** Columns of the console's usage file, and the token type that each counts. */
const TOKEN_COLUMNS: Readonly<Record<string, TokenType>> = {
  usage_input_tokens_no_cache: 'uncached_input_tokens',
  usage_output_tokens: 'output_tokens',
  usage_input_tokens_cache_read: 'cache_read_input_tokens',
  usage_input_tokens_cache_write_5m: 'cache_creation.ephemeral_5m_input_tokens',
  usage_input_tokens_cache_write_1h: 'cache_creation.ephemeral_1h_input_tokens',
};

/** Token types of the console's cost file. */
const COST_TYPES: Readonly<Record<string, TokenType>> = {
  input_no_cache: 'uncached_input_tokens',
  output: 'output_tokens',
  input_cache_read: 'cache_read_input_tokens',
  input_cache_write_5m: 'cache_creation.ephemeral_5m_input_tokens',
  input_cache_write_1h: 'cache_creation.ephemeral_1h_input_tokens',
};

const USAGE_HEADER = ['usage_date_utc', 'model_version', ...Object.keys(TOKEN_COLUMNS)];
const COST_HEADER = ['usage_date_utc', 'model', 'token_type', 'cost_usd'];

/**
 * Reads a usage or cost file of the provider's console; which of the two, its header says.
 * Throws `too_large` or `invalid_input`, which names the line.
 */
export function parseCsv(bytes: Uint8Array, fileName: string): ProviderReport {
  if (bytes.byteLength > LARGEST_REPORT_BYTES)
    throw new AppError('too_large', 'The file is larger than 20 MB. Export fewer days at once.');
  const { header, lines } = linesOf(bytes);
  const kind = kindOf(header);
  const rows = lines.flatMap((cells, index) =>
    kind === 'usage' ? usageRowsOf(cells, index + 2) : costRowOf(cells, index + 2),
  );
  const days = lines.map((cells, index) => dayOf(cells, index + 2)).sort();
  const [fromDay] = days;
  const toDay = days.at(-1);
  if (!fromDay || !toDay) throw new AppError('invalid_input', 'The file has a header and no rows.');
  return {
    kind,
    source: 'csv',
    fileName: fileName.slice(0, 200),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    fromDay,
    toDay,
    rows,
  };
}

function linesOf(bytes: Uint8Array): { header: string[]; lines: Cells[] } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('invalid_input', 'The file is no CSV text.', { cause });
  }
  const { data, errors, meta } = Papa.parse<Cells>(text, { header: true, skipEmptyLines: true });
  const [problem] = errors;
  if (data.length > MOST_ROWS)
    throw new AppError('too_large', 'The file has more than 200,000 rows. Export fewer days.');
  if (problem && data.length > 0 && problem.code !== 'UndetectableDelimiter')
    throw wrong((problem.row ?? 0) + 2, 'it has too many or too few cells');
  return { header: meta.fields ?? [], lines: data };
}

function kindOf(header: readonly string[]): ProviderReport['kind'] {
  if (USAGE_HEADER.every((name) => header.includes(name))) return 'usage';
  if (COST_HEADER.every((name) => header.includes(name))) return 'cost';
  throw new AppError(
    'invalid_input',
    `The columns are those of neither report. A usage file has ${USAGE_HEADER.join(', ')}; a cost file ${COST_HEADER.join(', ')}.`,
  );
}

function usageRowsOf(cells: Cells, line: number): ReportRow[] {
  const row = commonOf(cells, cells.model_version, line);
  return Object.entries(TOKEN_COLUMNS)
    .map(([column, tokenType]) => ({
      ...row,
      tokenType,
      tokens: countOf(cells[column] ?? '', column, line),
      cents: null,
    }))
    .filter(({ tokens }) => tokens > 0);
}

function costRowOf(cells: Cells, line: number): ReportRow[] {
  const cents = centsOfUsd((cells.cost_usd ?? '').trim());
  if (cents === undefined) throw wrong(line, 'cost_usd is no decimal number');
  const tokenType = COST_TYPES[cells.token_type ?? ''] ?? ('other' as const);
  return [{ ...commonOf(cells, cells.model, line), tokenType, tokens: null, cents }];
}

function commonOf(cells: Cells, model: string | undefined, line: number) {
  return {
    day: dayOf(cells, line),
    model: modelOf(model ?? null),
    batch: /batch/i.test(`${cells.usage_type ?? ''} ${cells.service_tier ?? ''}`),
    apiKey: cells.api_key_id?.trim() || cells.api_key?.trim() || null,
  };
}

function dayOf(cells: Cells, line: number): string {
  const day = (cells.usage_date_utc ?? '').trim().slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day)))
    throw wrong(line, 'usage_date_utc is no day');
  return day;
}

function countOf(text: string, column: string, line: number): number {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  const value = Number(trimmed);
  if (!/^\d{1,16}$/.test(trimmed) || !Number.isSafeInteger(value))
    throw wrong(line, `${column} is no whole number`);
  return value;
}

function wrong(line: number, problem: string): AppError {
  return new AppError(
    'invalid_input',
    `Line ${line} cannot be used: ${problem}. Nothing was imported.`,
  );
}
