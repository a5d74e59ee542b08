import { withPlatform } from '@/lib/db/platform-sql';
import type { ErasedBill } from '@/lib/lifecycle/erase/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { DayRange } from './schema';

/** A bill with whose it was, and the numbers of the statement and credit notes that were sent. */
export type BillOfErased = ErasedBill & { tenantId: string; name: string; numbers: string[] };

/** What erased tenants were billed, fee and all, in the months that the days touch; the latest first. */
export async function readErasedBills(
  ctx: PlatformContext,
  range: Pick<DayRange, 'from' | 'to'>,
): Promise<BillOfErased[]> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'costs.view',
    reason: 'Looked at what erased tenants were billed',
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, (sql) =>
    sql<BillOfErased>(
      `select e.id as "tenantId", e.name, b.month, b.fee_nano::text as "feeNano", b.usage_nano::text as "usageNano",
         b.total_nano::text as "totalNano", b.days, b.days_in_month as "daysInMonth",
         array(select s.label from erased_statement s where s.erased_id = b.erased_id and s.month = b.month
           order by s.issued_at) as numbers
       from erased_bill b join erased_tenant e on e.id = b.erased_id
       where b.month between left($1, 7) and left($2, 7) order by b.month desc, e.name, e.id`,
      [range.from, range.to],
    ),
  );
}
