import type { ComparedCounter, ReconciledTenant } from '../schema';

/** A row of `tenancy.compare_books`, which says what each sum is. */
export interface ComparedBooks {
  tenant_id: string;
  name: string;
  ledger_nano: string;
  ledger_tokens: string;
  counter_nano: string;
  counter_tokens: string;
  requests_nano: string;
  unrecorded_nano: string;
  corrected_nano: string;
  booked_nano: string;
  booked_cost: string;
  booked_tokens: string;
  rolled_nano: string;
  rolled_cost: string;
  rolled_tokens: string;
  /** What `check_books` adds; not in checks that were kept from before it did. */
  counters_differing?: number;
  counters?: ComparedCounter[];
  days_differing?: number;
  fleet_differing?: number;
  statements_differing?: number;
}

export function toReconciled(row: ComparedBooks): ReconciledTenant {
  const less = (from: string, ...parts: string[]) =>
    parts.reduce((left, part) => left - BigInt(part), BigInt(from)).toString();
  return {
    id: row.tenant_id,
    name: row.name,
    ledgerNano: row.ledger_nano,
    countersNano: row.counter_nano,
    requestsNano: row.requests_nano,
    unrecordedNano: row.unrecorded_nano,
    correctedNano: row.corrected_nano,
    ledgerTokens: row.ledger_tokens,
    counterTokens: row.counter_tokens,
    bookedNano: row.booked_nano,
    rolledNano: row.rolled_nano,
    counterDifferenceNano: less(row.ledger_nano, row.counter_nano),
    counterDifferenceTokens: less(row.ledger_tokens, row.counter_tokens),
    requestDifferenceNano: less(
      row.ledger_nano,
      row.requests_nano,
      row.unrecorded_nano,
      row.corrected_nano,
    ),
    rollupDifferenceNano: less(row.booked_nano, row.rolled_nano),
    rollupDifferenceCost: less(row.booked_cost, row.rolled_cost),
    rollupDifferenceTokens: less(row.booked_tokens, row.rolled_tokens),
    countersDiffering: row.counters_differing ?? 0,
    counters: row.counters ?? [],
    daysDiffering: row.days_differing ?? 0,
    fleetDiffering: row.fleet_differing ?? 0,
    statementsDiffering: row.statements_differing ?? 0,
  };
}
