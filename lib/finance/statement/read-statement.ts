import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorize, authorizePlatform } from '@/lib/tenancy/roles';
import { readClosed, readCreditNotes, readIssuedMonth } from '../chargeback/read-issued';
import { computeCharges } from './charges-of';
import { type MonthSpan, monthOf, monthSpan, monthsBefore } from './month-of';
import {
  type BilledTenant,
  type ClosedMonths,
  type OfTenant,
  readBilledTenant,
} from './read-facts';
import type { Statement, TenantStatement } from './schema';

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
export function ofTenant(sql: PlatformSql, tenantId: string): OfTenant {
  return (text, params = []) =>
    sql(text.replaceAll(':tenant', `$${params.length + 1}::uuid`), [...params, tenantId]);
}

async function statementOf(sql: OfTenant, wanted: string | undefined): Promise<TenantStatement> {
  const tenant = await readBilledTenant(sql);
  if (!tenant) throw notFound();
  const at = now();
  const current = monthOf(at, tenant.zone);
  const began = monthOf(tenant.since, tenant.zone);
  const month = wanted ?? current;
  // What is to come is no bill.
  if (month > current) throw notFound();
  const closed = await readClosed(sql);
  const span = monthSpan(month, tenant.zone);
  const follows = !closed || monthsBefore(month, 1) === closed.last;
  return {
    tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name, plan: tenant.plan },
    statement:
      (await closedStatement(sql, month, closed)) ??
      (await openStatement(sql, tenant, span, closed)),
    months: monthsSince(began, current),
    closable: follows && span.end <= at && span.end > tenant.since,
    leavesEarlier: !closed && month > began,
  };
}

/** As it was closed, with what corrects it. */
async function closedStatement(
  sql: OfTenant,
  month: string,
  closed: ClosedMonths | undefined,
): Promise<Statement | undefined> {
  const issued = closed && month <= closed.last && (await readIssuedMonth(sql, month));
  if (!issued) return undefined;
  const { settlement, ...document } = issued.document;
  return {
    ...{ month, zone: issued.zone, open: false, ...document },
    ...{ from: issued.from.toISOString(), until: issued.until.toISOString() },
    totalNano: issued.totalNano,
    settlement: {
      ...settlement,
      ...{ netMinor: issued.netMinor, taxMinor: issued.taxMinor, dueMinor: issued.dueMinor },
    },
    wantedRate: null,
    issued: {
      ...{ id: issued.id, number: issued.number, issuedAt: issued.issuedAt.toISOString() },
      creditNotes: await readCreditNotes(sql, issued.id),
    },
  };
}

/** As it is at this moment. */
async function openStatement(
  sql: OfTenant,
  tenant: BilledTenant,
  span: MonthSpan,
  closed: ClosedMonths | undefined,
): Promise<Statement> {
  const { charges, settlement, wantedRate } = await computeCharges(sql, tenant, span, closed);
  return {
    ...{ month: span.month, zone: tenant.zone, open: span.end > now() },
    ...{ from: span.start.toISOString(), until: span.end.toISOString() },
    ...charges,
    ...{ settlement, wantedRate, issued: null },
  };
}

/** Newest first. */
function monthsSince(first: string, last: string): string[] {
  const months = Array.from({ length: MOST_MONTHS }, (_, back) => monthsBefore(last, back));
  return months.filter((month) => month >= first || month === last);
}
