/** One bucket: what was refused and why, over what failed and was tried again. Null before the tenant existed. */
export interface LimitRow {
  /** ISO 8601. */
  t: string;
  errors: number | null;
  retries: number | null;
  p95: number | null;
  /** Refusals by code, as `limit:rate_limited`. */
  [limit: `limit:${string}`]: number | null;
}

/** Something that happened at a moment and may explain what follows it. */
export interface LimitMark {
  t: string;
  kind: 'policy' | 'contained' | 'let_go' | 'suspended' | 'resumed';
  label: string;
}

export interface LimitEvents {
  rows: LimitRow[];
  /** Codes that refused anything in the span, the most frequent first. */
  codes: string[];
  marks: LimitMark[];
  stepMs: number;
  to: string;
}
