/** What was removed, by store. Counts alone. */
export interface RemovedCounts {
  /** By table. */
  rows: Record<string, number>;
  vectors?: Record<string, number>;
  objects?: Record<string, number>;
  caches?: Record<string, number>;
  work?: Record<string, number>;
  keys?: Record<string, number>;
  people?: Record<string, number>;
}

/** What is said and signed of an erasure. Times in ISO 8601; money in nano-dollars as decimal strings. */
export interface ErasureReceipt {
  format: 'tenantry-erasure-1';
  tenant: { id: string; slug: string };
  operation: string;
  requestedBy: string;
  reason: string;
  requestedAt: string;
  startedAt: string;
  finishedAt: string;
  removed: RemovedCounts;
  /** What the law keeps: sums without people. */
  kept: { months: number; calls: number; costNano: string; priceNano: string };
  /** Hash of the entry in the journal of erasures. */
  journalEntry: string;
}

/** The file that is handed out. The signature is over the receipt's canonical JSON (RFC 8785 for these types). */
export interface SignedReceipt {
  receipt: ErasureReceipt;
  algorithm: 'Ed25519';
  /** SPKI in base64. */
  publicKey: string;
  /** Base64. */
  signature: string;
}

/** A tenant that was, for the platform's people. */
export interface ErasedTenantView {
  id: string;
  slug: string;
  name: string;
  plan: string;
  reason: string;
  requestedBy: string;
  requestedAt: string;
  startedAt: string;
  /** Null while it goes on. */
  finishedAt: string | null;
  removed: RemovedCounts;
  receipt: SignedReceipt | null;
}

export interface ErasedMonth {
  /** `YYYY-MM-DD`, its first day. */
  month: string;
  model: string;
  calls: number;
  inputTokens: number;
  outputTokens: number;
  costNano: string;
  priceNano: string;
}

/** What a month was billed. Money in nano-dollars as decimal strings. */
export interface ErasedBill {
  /** `YYYY-MM` where the tenant was. */
  month: string;
  feeNano: string;
  /** Beside the fee. */
  usageNano: string;
  totalNano: string;
  /** By which the fee was shared. */
  days: number;
  daysInMonth: number;
}
