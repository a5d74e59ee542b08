import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { ofTenant } from './read-statement';
import type { ArrivedLater, Statement } from './schema';

/**
 * By how much the ledger's rows of a closed month are more than its usage lines: what arrived after the close, and is on a later
 * statement. Null while the month is open, and where nothing arrived.
 */
export async function readArrivedLater(
  ctx: PlatformContext,
  tenantId: string,
  statement: Statement,
): Promise<ArrivedLater | null> {
  authorizePlatform(ctx, 'costs:read');
  if (!statement.issued) return null;
  const why = {
    action: 'statement.view',
    reason: 'Looked at a statement',
    tenantId,
    detail: { month: statement.month },
    fold: '5 minutes',
  };
  const rows = await withPlatform(ctx, why, (sql) =>
    ofTenant(sql, tenantId)<{ calls: number; price: string }>(
      `select count(*) filter (where l.kind = 'call')::int as calls, coalesce(sum(l.price_nano), 0)::text as price
       from ledger_entry l left join ledger_entry c on c.tenant_id = l.tenant_id and c.id = l.adjusts
       where l.tenant_id = :tenant and l.at >= $1 and l.at < $2 and (l.kind = 'call' or c.at >= $1)`,
      [statement.from, statement.until],
    ),
  );
  const lines = statement.lines.filter(({ kind }) => kind === 'usage');
  const calls = lines.reduce((less, line) => less - (line.calls ?? 0), rows[0]?.calls ?? 0);
  const price = lines.reduce(
    (less, line) => less - BigInt(line.amountNano),
    BigInt(rows[0]?.price ?? 0),
  );
  return calls === 0 && price === 0n ? null : { calls, priceNano: price.toString() };
}
