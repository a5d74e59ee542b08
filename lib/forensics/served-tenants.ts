import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ServedTenant } from './schema';

const HOUR_MS = 3_600_000;

interface ServedRow {
  tenant_id: string;
  slug: string;
  requests: number;
  calls: number;
  tokens: string;
  first: Date;
  last: Date;
}

/**
 * Which tenants had calls booked on the account within the hour that begins then, who had most first: the platform's own
 * account, or those that tenants bring.
 */
export async function readServedTenants(
  ctx: PlatformContext,
  { account, hour }: { account: 'platform' | 'own'; hour: string },
): Promise<ServedTenant[]> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'forensics.served_tenants',
    reason: 'Looked which tenants an account served',
    detail: { account, hour },
    fold: '5 minutes',
  };
  const from = new Date(hour);
  return withPlatform(ctx, why, async (sql) => {
    const rows = await sql<ServedRow>(
      `select l.tenant_id, t.slug, count(distinct l.request_id)::int as requests, count(*)::int as calls,
         sum(l.input_tokens + l.output_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens)::text
           as tokens, min(l.at) as first, max(l.at) as last
       from ledger_entry l join tenant t on t.id = l.tenant_id
       where l.account = $1 and l.at >= $2 and l.at < $3 and l.kind = 'call'
       group by l.tenant_id, t.slug order by calls desc, l.tenant_id`,
      [account, from, new Date(from.getTime() + HOUR_MS)],
    );
    return rows.map((row) => ({
      tenantId: row.tenant_id,
      slug: row.slug,
      requests: row.requests,
      calls: row.calls,
      tokens: row.tokens,
      first: row.first.toISOString(),
      last: row.last.toISOString(),
    }));
  });
}
