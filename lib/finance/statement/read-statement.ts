import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorize, authorizePlatform } from '@/lib/tenancy/roles';
import { buildStatement } from './build-statement';
import { monthOf, monthSpan, monthsBefore } from './month-of';
import { type OfTenant, readBilledTenant, readFacts } from './read-facts';
import type { TenantStatement } from './schema';

const MOST_MONTHS = 36;

/** The statement of a tenant's month, for the platform's people. Throws `not_found`. */
export async function readStatement(
  ctx: PlatformContext,
  tenantId: string,
  month: string | undefined,
): Promise<TenantStatement> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'statement.view',
    reason: 'Looked at a statement',
    tenantId,
    detail: { month: month ?? 'now' },
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, (sql) => statementOf(ofTenant(sql, tenantId), month));
}

/** The same for the tenant's owner and admins. */
export async function readOwnStatement(
  ctx: TenantContext,
  month: string | undefined,
): Promise<TenantStatement> {
  authorize(ctx, 'usage:read');
  return withTenantSql(ctx, (sql) => statementOf(sql, month));
}

/** Binds the tenant whose statement it is. */
function ofTenant(sql: PlatformSql, tenantId: string): OfTenant {
  return (text, params = []) =>
    sql(text.replaceAll(':tenant', `$${params.length + 1}::uuid`), [...params, tenantId]);
}

async function statementOf(sql: OfTenant, wanted: string | undefined): Promise<TenantStatement> {
  const tenant = await readBilledTenant(sql);
  if (!tenant) throw notFound();
  const at = now();
  const current = monthOf(at, tenant.zone);
  const months = monthsSince(monthOf(tenant.since, tenant.zone), current);
  const month = wanted ?? current;
  // What is to come is no bill.
  if (month > current) throw notFound();
  const span = monthSpan(month, tenant.zone);
  const charges = buildStatement(await readFacts(sql, tenant, span));
  return {
    tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name, plan: tenant.plan },
    statement: {
      month,
      zone: tenant.zone,
      from: span.start.toISOString(),
      until: span.end.toISOString(),
      open: span.end > at,
      ...charges,
    },
    months,
  };
}

/** Newest first. */
function monthsSince(first: string, last: string): string[] {
  const months = Array.from({ length: MOST_MONTHS }, (_, back) => monthsBefore(last, back));
  return months.filter((month) => month >= first || month === last);
}
