import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TokenUsage } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';

/** Differences from what is booked; each may be negative. */
export interface Adjustment {
  usage: TokenUsage;
  cost: bigint;
  price: bigint;
  /** For people; no content. */
  reason: string;
  /** Of the entry; one that is there already is not booked again. */
  id?: string;
}

/**
 * Corrects a settled call by an entry of its own: the ledger is never edited, and the counters of the call's own
 * periods move along. Under the hold's proof or the worker's; finance does it by `tenancy.adjust_entry`
 * under its own role. False when there is no such call for that proof. Rejects when it would take back
 * more than was booked.
 */
export async function adjustEntry(
  ctx: TenantContext,
  callId: string,
  { usage, cost, price, reason, id = newId() }: Adjustment,
): Promise<boolean> {
  const differences = { ...usage, cost: cost.toString(), price: price.toString() };
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ adjusted: boolean }>(
      'select tenancy.adjust_entry(:tenant, $1, $2, $3, $4, $5) as adjusted',
      [id, callId, JSON.stringify(differences), reason, now()],
    ),
  );
  return row?.adjusted ?? false;
}
