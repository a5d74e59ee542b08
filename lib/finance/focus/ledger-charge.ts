import type { Account } from '../schema';

/** What many ledger rows have alike. One object stands for all that do. */
export interface ChargeShape {
  /** Charged or credited for a month as a whole. */
  ofMonth: boolean;
  kind: 'call' | 'adjustment';
  principalKind: string;
  outcome: string;
  feature: string;
  productLine: string;
  environment: string;
  model: string;
  account: Account;
  batch: boolean;
  estimated: boolean;
  costVersion: number;
  priceVersion: number;
}

export interface ChargeTags {
  all: Readonly<Record<string, string>>;
  /** Null of none. */
  json: string | null;
}

/** A ledger row as an export reads it. Tokens and nano-dollars. */
export interface LedgerCharge {
  shape: ChargeShape;
  id: string;
  tenantId: string;
  tenantName: string;
  /** ms since the epoch. */
  at: number;
  /** When the call was that an adjustment corrects. */
  correctsAt: number | null;
  reason: string;
  requestId: string;
  callOrdinal: number;
  /** The entry that it corrects. */
  adjusts: string | null;
  tags: ChargeTags;
  /** In the order of `METERS`. */
  tokens: readonly [bigint, bigint, bigint, bigint, bigint];
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
