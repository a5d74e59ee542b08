import { z } from 'zod';

/** What a compliance summary is about. */
export const REPORTS = ['access', 'changes', 'retention', 'erasures', 'residency'] as const;
export type ReportKind = (typeof REPORTS)[number];

export const REPORT_TITLES: Record<ReportKind, string> = {
  access: 'Access review',
  changes: 'Changes',
  retention: 'Retention',
  erasures: 'Erasures',
  residency: 'Data residency',
};

/** Of an address; what cannot be read is the first. */
export const reportParams = z.object({ report: z.enum(REPORTS).catch('access') });
export const reportFileParams = reportParams.extend({
  format: z.enum(['csv', 'pdf']).catch('csv'),
});
export type ReportFileParams = z.infer<typeof reportFileParams>;

/** Text, a number, or a moment in ISO 8601; null where there is none. */
export type ReportCell = string | number | { at: string } | null;

export interface ReportSection {
  title: string;
  columns: string[];
  rows: ReportCell[][];
  /** There are more than these. */
  more: boolean;
}

/** The newest signed root of the audit log that a summary was computed from. */
export interface SignedRoot {
  logId: string;
  /** Entries that it covers. */
  size: number;
  /** Base64. */
  root: string;
  signedAt: string;
  /** Of the installation's newest public key. */
  fingerprint: string;
}

/** Who, when and what in ids, counts and codes; never content. */
export interface ComplianceReport {
  kind: ReportKind;
  /** Whom it is about: a workspace's address, or the platform. */
  subject: string;
  computedAt: string;
  from: string;
  to: string;
  /** Null before the first checkpoint. */
  signed: SignedRoot | null;
  sections: ReportSection[];
}

/** What a summary is asked for: between two moments in ISO 8601 (`to` excluded), so many rows of each section. */
export interface ReportAsk {
  from: string;
  to: string;
  most: number;
}

/** Rows of a section on a page, and in a file. */
export const ROWS_SHOWN = 100;
export const ROWS_IN_FILE = 5_000;
