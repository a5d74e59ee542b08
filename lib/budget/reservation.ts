import type { PriceVersions } from '@/lib/metering/price-book';
import type { BindingLimit } from './decide';
import { mintedReservations } from './minted-reservations';

/** How an answer differs from what was asked for, so that it fits in the budgets. */
export interface Downgrade {
  changed: 'model' | 'length' | 'both';
  because: BindingLimit;
}

/** What a hold was taken for. Token counts are upper bounds. */
export interface ReservationFacts {
  id: string;
  tenantId: string;
  requestId: string;
  /** 0 for the first provider call of a request. */
  callOrdinal: number;
  model: string;
  /** By the bytes of what is sent. */
  inputTokenBound: number;
  /** What is held for it: that, or less where the provider counted. */
  heldInputTokens?: number;
  maxOutputTokens: number;
  /** Whether the hold pays for what the call asks the provider to cache. */
  caches?: boolean | undefined;
  prices: PriceVersions;
  /** Which account pays the provider. */
  account: 'platform' | 'own';
  downgrade?: Downgrade | undefined;
}

export class ReservationClass {
  readonly id: string;
  readonly tenantId: string;
  readonly requestId: string;
  readonly callOrdinal: number;
  readonly model: string;
  readonly inputTokenBound: number;
  readonly heldInputTokens: number;
  readonly maxOutputTokens: number;
  readonly caches: boolean;
  readonly downgrade: Downgrade | undefined;
  readonly prices: PriceVersions;
  readonly account: ReservationFacts['account'];
  #consumed = false;

  constructor(facts: ReservationFacts) {
    this.id = facts.id;
    this.tenantId = facts.tenantId;
    this.requestId = facts.requestId;
    this.callOrdinal = facts.callOrdinal;
    this.model = facts.model;
    this.inputTokenBound = facts.inputTokenBound;
    this.heldInputTokens = facts.heldInputTokens ?? facts.inputTokenBound;
    this.maxOutputTokens = facts.maxOutputTokens;
    this.caches = facts.caches ?? false;
    this.downgrade = facts.downgrade;
    this.prices = facts.prices;
    this.account = facts.account;
  }

  /** A hold pays for one provider call. */
  consume(): void {
    if (this.#consumed) throw new TypeError('This reservation was used already.');
    this.#consumed = true;
  }

  /** Whether a provider call was begun under it. */
  get consumed(): boolean {
    return this.#consumed;
  }
}

/** Proof that every budget a call could touch holds its worst case. Only `reserve.ts` makes one. */
export type Reservation = ReservationClass;

export function isReservation(value: unknown): value is Reservation {
  return typeof value === 'object' && value !== null && mintedReservations.has(value);
}
