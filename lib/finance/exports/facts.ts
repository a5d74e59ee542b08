/** What finance takes out of the product as a file. */
export const DATASETS = {
  focus: {
    label: 'Cost and usage (FOCUS 1.4)',
    about:
      'What tenants are charged, call by call, and what statements and credit notes add on the day they are issued: fees, included usage, discounts, add-ons and tax.',
  },
  'focus-allocated': {
    label: 'Provider costs by tenant (FOCUS 1.4)',
    about:
      'What the provider charges, with the tenant that each part goes to, and the shared costs of whole months.',
  },
  ledger: { label: 'Ledger rows', about: 'Every entry, with cost and price.' },
  journal: {
    label: 'Journal lines',
    about:
      'Balanced debits and credits of whole months, for the general ledger: statements and credit notes on the day they were issued, and the provider’s costs.',
  },
} as const;
export type ExportDataset = keyof typeof DATASETS;

export const CADENCES = { daily: 'Each day', monthly: 'Each month' } as const;
export type Cadence = keyof typeof CADENCES;

export type ExportFormat = 'csv' | 'parquet';

/** Whether the data set is one of tables with types, which Parquet is for. */
export function hasParquet(dataset: ExportDataset): boolean {
  return dataset === 'focus' || dataset === 'focus-allocated';
}

/** Whether the data set can be asked for of one tenant alone. */
export function isOfOne(dataset: ExportDataset): boolean {
  return dataset !== 'journal';
}

export const JOURNAL_ACCOUNTS = {
  receivable: { label: 'Receivable from tenants', code: '1200', name: 'Accounts receivable' },
  revenue: { label: 'Revenue of statements', code: '4000', name: 'Subscription and usage revenue' },
  tax: { label: 'Tax on statements', code: '2200', name: 'Sales tax payable' },
  credits: { label: 'Credits given', code: '4900', name: 'Credits and discounts' },
  cost: { label: 'Cost of models', code: '5000', name: 'Cost of model usage' },
  payable: { label: 'Owed to the provider', code: '2100', name: 'Accrued provider costs' },
} as const;
export type JournalKind = keyof typeof JOURNAL_ACCOUNTS;

export interface ExportView {
  id: string;
  dataset: ExportDataset;
  format: ExportFormat;
  fromDay: string;
  toDay: string;
  tenant: string | null;
  state: 'queued' | 'running' | 'done' | 'failed';
  requestedBy: string;
  requestedAt: string;
  attempts: number;
  /** When it is tried again. */
  nextAt: string;
  rows: number | null;
  bytes: number | null;
  sha256: string | null;
  /** Nano-dollars. */
  fileNano: string | null;
  target: string | null;
  deliveredAt: string | null;
  failure: string | null;
  /** It can be downloaded. */
  kept: boolean;
  /** It is kept, but in a data directory that this process does not share with the worker that wrote it. */
  elsewhere: boolean;
}

export interface TargetView {
  id: string;
  name: string;
  kind: 'directory' | 's3';
  /** In words; nothing secret. */
  place: string;
  dataset: ExportDataset;
  format: ExportFormat;
  tenant: string | null;
  cadence: Cadence;
  nextFrom: string;
  createdBy: string;
}

export interface AccountView {
  kind: JournalKind;
  code: string;
  name: string;
}

/** How long a file can be downloaded. */
export const KEPT_HOURS = 24;
