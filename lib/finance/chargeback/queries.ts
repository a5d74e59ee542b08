import { CUSTOMERS } from '@/lib/console/customers';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { ofTenant } from '../statement/read-statement';
import type { BillingTerms } from './facts';
import { plainTerms, readBillingTerms } from './read-terms-and-rate';
import type { ListedRate, ListedTenant } from './schema';

/** Whoever gets a statement, by name, with what was issued for the month, `YYYY-MM`. */
export async function listMonth(ctx: PlatformContext, month: string): Promise<ListedTenant[]> {
  authorizePlatform(ctx, 'costs:read');
  const why = { action: 'statement.list', reason: 'Looked at the statements', fold: '5 minutes' };
  return withPlatform(ctx, why, (sql) =>
    sql<ListedTenant>(
      `select t.id, t.name, t.plan, t.time_zone as zone, s.label as "number", s.currency, s.due_minor::text as "dueMinor",
         (select count(*)::int from issued_statement n where n.tenant_id = t.id and n.corrects = s.id) as notes
       from tenant t left join issued_statement s on s.tenant_id = t.id and s.kind = 'statement' and s.month = $1
       where t.id in ${CUSTOMERS} order by t.name, t.id`,
      [month],
    ),
  );
}

/** The terms in force of a tenant. Throws `not_found`. */
export async function readTermsOf(ctx: PlatformContext, tenantId: string): Promise<BillingTerms> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    ...{ action: 'statement.view', reason: 'Looked at billing terms', tenantId },
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const [tenant] = await sql<{ name: string }>('select name from tenant where id = $1', [
      tenantId,
    ]);
    if (!tenant) throw notFound();
    return (await readBillingTerms(ofTenant(sql, tenantId))) ?? plainTerms(tenant.name);
  });
}

const MOST_RATES = 200;

/** All rates, the newest first. */
export async function listRates(ctx: PlatformContext): Promise<ListedRate[]> {
  authorizePlatform(ctx, 'costs:read');
  const why = { action: 'rate.list', reason: 'Looked at exchange rates', fold: '5 minutes' };
  return withPlatform(ctx, why, (sql) =>
    sql<ListedRate>(
      `select r.version, r.currency, to_char(r.valid_from, 'YYYY-MM-DD') as "validFrom", r.rate_nano::text as "rateNano",
         r.source, r.reason, r.author_id as author, to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "createdAt"
       from exchange_rate r order by r.version desc limit ${MOST_RATES}`,
    ),
  );
}
