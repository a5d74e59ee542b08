import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { computeCharges } from '../statement/charges-of';
import { monthSpan } from '../statement/month-of';
import { readBilledTenant } from '../statement/read-facts';
import { ofTenant } from '../statement/read-statement';
import { type IssuedDocument, readClosed, readIssuedMonth } from './read-issued';
import { refusalOf } from './refusal-of';

interface Closing {
  tenantId: string;
  month: string;
  /** Nano-dollars that the person looked at; absent where nobody looked at this one. */
  seenTotalNano?: string;
  /** The same in minor units of the tenant's currency, with its tax. */
  seenDueMinor?: string;
  reason: string;
}

/** The month has a statement. */
export interface Closed {
  number: string;
  /** It had one before. */
  already: boolean;
}

/**
 * Closes a tenant's month: computes it once more, writes it down under the next number and tells the tenant's audit log, in
 * one transaction. Closed already, at once or twice, it is the statement that there is. Calls go on meanwhile: what the
 * computation did not see is on the next statement. `conflict` when it is not the next month, is not over, has another total
 * than the one that was looked at, or no exchange rate is known; `not_found` for no tenant.
 */
export async function closeMonth(ctx: PlatformContext, closing: Closing): Promise<Closed> {
  authorizePlatform(ctx, 'statements:issue');
  const { tenantId, month, reason } = closing;
  const why = { action: 'statement.close', reason, tenantId, detail: { month } };
  try {
    const number = await withPlatform(ctx, why, (sql) => close(ctx, sql, closing));
    return { number, already: false };
  } catch (error) {
    if (error instanceof AlreadyClosed) return { number: error.message, already: true };
    throw refusalOf(error);
  }
}

/** Takes the transaction back, its audit entry with it. */
class AlreadyClosed extends Error {}

/** Until the transaction ends nobody else closes or credits a month of the tenant. */
export async function lockStatements(sql: PlatformSql, tenantId: string): Promise<void> {
  await sql(
    "select pg_advisory_xact_lock(hashtextextended('tenantry.statements ' || $1::text, 0))",
    [tenantId],
  );
}

async function close(ctx: PlatformContext, sql: PlatformSql, closing: Closing): Promise<string> {
  const { tenantId, month, reason } = closing;
  // Everything that the tenant ever used is counted once more.
  await sql("select set_config('statement_timeout', '300s', true)");
  await lockStatements(sql, tenantId);
  const own = ofTenant(sql, tenantId);
  const tenant = await readBilledTenant(own);
  if (!tenant) throw notFound();
  const issued = await readIssuedMonth(own, month);
  if (issued) throw new AlreadyClosed(issued.number);
  const span = monthSpan(month, tenant.zone);
  if (span.end <= tenant.since)
    throw new AppError('conflict', 'The tenant did not exist in this month.');
  const { charges, settlement, wantedRate, counted } = await computeCharges(
    own,
    tenant,
    span,
    await readClosed(own),
    true,
  );
  if (!settlement)
    throw new AppError('conflict', `No exchange rate of ${wantedRate} is in force in this month.`);
  const { lines, sums, overageNano, totalNano } = charges;
  const { seenTotalNano = totalNano, seenDueMinor = settlement.dueMinor } = closing;
  if (seenTotalNano !== totalNano || seenDueMinor !== settlement.dueMinor)
    throw new AppError('conflict', 'The total changed since you looked. Look at it again.');
  const { terms, rate, netMinor, taxMinor, dueMinor } = settlement;
  const document: IssuedDocument = { lines, sums, overageNano, settlement: { terms, rate } };
  // What was counted may have taken longer than a context lasts.
  await sql('select tenancy.enter($1)', [await ctx.databaseToken()]);
  const [row] = await sql<{ number: string }>(
    'select tenancy.close_month($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) as number',
    [
      ...[tenantId, newId(), newId(), month, span.start, span.end],
      ...[JSON.stringify(document), JSON.stringify(counted), terms.currency],
      ...[totalNano, netMinor, taxMinor, dueMinor, reason],
    ],
  );
  return String(row?.number);
}
