import { clock } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { BooksCheck } from '../schema';
import { checkedMonths } from './checked-months';
import { type ComparedBooks, toReconciled } from './to-reconciled';

/** The check runs each minute; one this old means that no worker runs it. */
const STALE_MS = 10 * 60_000;

interface StoredCheck {
  month: string;
  at: Date;
  tenants: number;
  ledger: string;
  exceeded: number;
  differences: ComparedBooks[];
  exports: number;
  exportsDiffering: BooksCheck['exportsDiffering'];
  exportsAt: Date | null;
}

/** What the standing check last found of this month and the last, newest month first; without one that never ran. */
export async function readChecks(ctx: PlatformContext): Promise<BooksCheck[]> {
  authorizePlatform(ctx, 'costs:read');
  const why = { action: 'books.view', reason: 'Looked at the standing check', fold: '1 hour' };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<StoredCheck>(
      `select to_char(k.month, 'YYYY-MM') as month, k.at, k.tenants, k.ledger_nano::text as ledger, k.differences,
         coalesce(x.exports, 0) as exports, coalesce(x.differing, '[]') as "exportsDiffering",
         x.at as "exportsAt",
         (select count(*)::int from security_alert a where a.kind = 'bound_exceeded' and a.acknowledged_at is null
            and a.at >= m.month::timestamp at time zone 'UTC'
            and a.at < (m.month + interval '1 month') at time zone 'UTC') as exceeded
       from unnest($1::date[]) m (month) cross join lateral (
         select * from consistency_check c where c.month = m.month order by c.at desc limit 1) k
       left join export_check x on x.month = m.month
       order by 1 desc`,
      [checkedMonths(clock().now()).map((month) => `${month}-01`)],
    ),
  );
  const isStale = (at: Date) => at.getTime() < clock().now() - STALE_MS;
  return rows.map((row) => ({
    month: row.month,
    at: row.at.toISOString(),
    stale: isStale(row.at),
    tenantCount: row.tenants,
    ledgerNano: row.ledger,
    differing: row.differences.map(toReconciled),
    exports: row.exports,
    exportsDiffering: row.exportsDiffering,
    exportsStale: row.exportsAt !== null && isStale(row.exportsAt),
    exceeded: row.exceeded,
  }));
}
