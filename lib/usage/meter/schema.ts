import type { BudgetScopeKind } from '@/lib/tenancy/schema';

/** One limit that binds whoever asks, and what is taken of it. Amounts are decimal strings, of money in nano-dollars. */
export interface MeterItem {
  /** As a refusal names it: `requests_per_minute`, `tokens_per_day`, `price_per_month`. */
  name: string;
  scope: BudgetScopeKind;
  /** Of a model or feature its name. */
  subject: string | null;
  period: 'minute' | 'day' | 'month';
  unit: 'requests' | 'tokens' | 'nano_usd';
  /** Settled and held by answers under way. */
  taken: string;
  limit: string;
  /** From which people are warned. */
  softPercent: number;
  /** ISO 8601; null for requests, which come back one by one within the minute. */
  resetsAt: string | null;
}

/** What somebody still may ask, for the composer and for pages that follow decisions. */
export interface MeterView {
  /** Where days and months begin. */
  timeZone: string;
  items: MeterItem[];
  /** In force now; another number means that limits changed. */
  policyVersion: number;
  /** Of those who may ask for more: what became of the newest request. Null for others and without one. */
  request: { id: string; state: string } | null;
  mayAsk: boolean;
}
