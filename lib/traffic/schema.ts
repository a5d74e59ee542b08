/** A resource that a policy limits, and what is used of it. */
export const RESOURCES = [
  'stored_bytes',
  'documents',
  'pages_per_day',
  'ingest_cpu_seconds_per_day',
  'bytes_out_per_day',
] as const;
export type Resource = (typeof RESOURCES)[number];

export interface QuotaUse {
  resource: Resource;
  used: number;
  limit: number;
  /** ISO 8601; null: it does not come back by itself. */
  resetsAt: string | null;
}
