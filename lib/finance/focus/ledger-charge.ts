import type { Account } from '../schema';

/** A ledger row as an export reads it. Tokens and nano-dollars. */
export interface LedgerCharge {
  id: string;
  tenantId: string;
  tenantName: string;
  /** ms since the epoch. */
  at: number;
  /** When the call was that an adjustment corrects. */
  correctsAt: number | null;
  /** Charged or credited for a month as a whole. */
  ofMonth: boolean;
  kind: 'call' | 'adjustment';
  reason: string;
  requestId: string;
  callOrdinal: number;
  /** The entry that it corrects. */
  adjusts: string | null;
  principalKind: string;
  outcome: string;
  feature: string;
  productLine: string;
  environment: string;
  tags: Record<string, string>;
  model: string;
  account: Account;
  batch: boolean;
  estimated: boolean;
  /** In the order of `METERS`. */
  tokens: readonly [bigint, bigint, bigint, bigint, bigint];
  costVersion: number;
  priceVersion: number;
  cost: bigint;
  price: bigint;
}

/** The kinds of tokens that have prices of their own. */
export const METERS = [
  { id: 'input', name: 'Input Tokens' },
  { id: 'output', name: 'Output Tokens' },
  { id: 'cache-read', name: 'Cache Read Tokens' },
  { id: 'cache-write-5m', name: 'Cache Write Tokens (5 minutes)' },
  { id: 'cache-write-1h', name: 'Cache Write Tokens (1 hour)' },
] as const;
