import type { MessageRecord } from '@/lib/db/message-records';
import type { TokenUsage } from '@/lib/metering/price-book';
import type { BudgetScope } from './scopes';

/** Under what a step is made: a signed context, or the secret of who took the hold. */
export type StepProof = { token: string } | { secret: string };

/** A hold to take: figures are upper bounds, money is nano-dollars. */
export interface ReserveStep {
  kind: 'reserve';
  token: string;
  id: string;
  requestId: string;
  callOrdinal: number;
  principalKind: string;
  principalId: string;
  feature: string;
  model: string;
  policyVersion: number;
  costVersion: number;
  priceVersion: number;
  inputTokens: number;
  outputTokens: number;
  price: bigint;
  cost: bigint;
  at: Date;
  documents: string[];
  /** SHA-256 of the holder's secret. */
  holder: Buffer;
  conversationId: string | undefined;
  account: 'platform' | 'own';
  productLine: string;
  environment: string;
  tags: Record<string, string>;
  scopes: readonly BudgetScope[];
}

interface EndBase {
  tenantId: string;
  id: string;
  proof: StepProof;
}

export interface SettleStep extends EndBase {
  kind: 'settle';
  outcome: 'complete' | 'incomplete' | 'failed' | 'unknown';
  /** Absent: at the hold's bound. */
  figures?: { usage: TokenUsage; cost: bigint; price: bigint };
  estimated: boolean;
  at: Date;
  /** What became of the call, to be kept with it. */
  record?: MessageRecord | undefined;
}

/** `cancel` ends a hold under which nothing was called; `renew` says that its process still works. */
export type EndStep =
  | SettleStep
  | (EndBase & { kind: 'cancel'; at: Date })
  | (EndBase & { kind: 'renew' });

export type Step = ReserveStep | EndStep;

/** A counter as it stands; amounts in decimals. */
export interface CounterState {
  scope: string;
  scopeId: string;
  period: string;
  usedTokens: string;
  heldTokens: string;
  usedNano: string;
  heldNano: string;
  softSince: string | null;
}

/** What a settlement booked, now or before. */
export interface Booked extends TokenUsage {
  cost: string;
  price: string;
  outcome?: string;
  estimated?: boolean;
}

export type StepOutcome =
  | { kind: 'held' | 'denied' | 'ended' | 'renewed' | 'absent' | 'busy' }
  | { kind: 'refused'; counters: CounterState[] }
  /** With figures when it was settled at its bound. */
  | { kind: 'settled'; booked: Booked | { exceeded: true } | null }
  /**
   * It was ended before, and nothing changed; without figures it was cancelled. `resent`: this step was sent
   * before, and nobody heard what became of it.
   */
  | { kind: 'replayed'; booked: Booked | null; resent?: boolean };
