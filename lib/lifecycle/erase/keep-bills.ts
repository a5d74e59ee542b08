import { withTenantSql } from '@/lib/db/tenant-sql';
import { finalBills } from '@/lib/finance/statement/final-bills';
import type { TenantContext } from '@/lib/tenancy/context';

/**
 * Keeps what each month of the tenant was billed, before the rows go that say it; the fee of the month in which it goes is
 * shared by days. The database keeps the first word, since an attempt after a crash sees less.
 */
export async function keepBills(ctx: TenantContext, until: Date): Promise<void> {
  await withTenantSql(ctx, async (sql) => {
    const bills = (await finalBills(sql, until)).map((bill) => ({
      month: bill.month,
      fee: bill.feeNano,
      usage: bill.usageNano,
      total: bill.totalNano,
      days: bill.days,
      of_days: bill.daysInMonth,
    }));
    await sql('select tenancy.keep_bills($1) where tenancy.current_tenant() = :tenant', [
      JSON.stringify(bills),
    ]);
  });
}
