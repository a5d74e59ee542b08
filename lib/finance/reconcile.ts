import { CUSTOMERS } from '@/lib/console/customers';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ReconciledTenant, Reconciliation } from './schema';

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
}

/**
 * Compares the ledger of a month (`YYYY-MM`, of each tenant's own calendar) with the budgets that were counted down, the
 * requests that were recorded and the rollups that pages and files are made of, tenant by tenant, to the
 * nano-dollar and the token. All in one statement, so that a call settled meanwhile is in all of them or in none.
 */
export async function reconcile(ctx: PlatformContext, month: string): Promise<Reconciliation> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'ledger.reconcile',
    reason: 'Compared ledger, budgets, requests and rollups',
    detail: { month },
    fold: '5 minutes',
  };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<ComparedBooks>(
      `select * from tenancy.compare_books($1) where tenant_id in ${CUSTOMERS} order by name, tenant_id`,
      [`${month}-01`],
    ),
  );
  const tenants = rows.map(toReconciled);
  return {
    month,
    agrees: tenants.every(agrees),
    ledgerNano: tenants.reduce((sum, row) => sum + BigInt(row.ledgerNano), 0n).toString(),
    tenants,
  };
}

function agrees(row: ReconciledTenant): boolean {
  return (
    row.counterDifferenceNano === '0' &&
    row.counterDifferenceTokens === '0' &&
    row.requestDifferenceNano === '0' &&
    row.rollupDifferenceNano === '0' &&
    row.rollupDifferenceCost === '0' &&
    row.rollupDifferenceTokens === '0'
  );
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
  };
}
