import type { TokenType } from './schema';

/** One figure of a report: tokens of a usage report, or cents of a cost report. */
export interface ReportRow {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  /** The product's id of the model; empty for what is of none. */
  model: string;
  batch: boolean;
  /** Id or name of the key that was used, when the report says so. */
  apiKey: string | null;
  tokenType: TokenType | 'other';
  tokens: number | null;
  /** Decimal cents. */
  cents: string | null;
}

export interface ProviderReport {
  kind: 'usage' | 'cost';
  source: 'api' | 'csv';
  fileName: string;
  /** SHA-256 of what came, hexadecimal. */
  sha256: string;
  /** First and last day that it covers, also where it has no row. */
  fromDay: string;
  toDay: string;
  rows: ReportRow[];
}

/** `Claude Haiku 5.5` and `claude-haiku-5-5-20260901` are `claude-haiku-5-5`. */
export function modelOf(name: string | null): string {
  return (name ?? '')
    .trim()
    .toLowerCase()
    .replaceAll(/[ .]+/g, '-')
    .replace(/-20\d{6}$/, '')
    .slice(0, 120);
}
