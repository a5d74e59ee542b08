import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { sqlState } from '@/lib/db/sql-errors';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { monthOf } from '../statement/month-of';
import type { AdjustMonth, CorrectCall } from './schema';

/**
 * Books what a call should have been as an entry of its own, which names the call; the budgets that held the call follow.
 * The tenant reads of it in its audit log. Returns the entry's id. `conflict` when the call was corrected since the
 * person looked or nothing differs, `not_found` when the tenant has no such call.
 */
export async function correctCall(ctx: PlatformContext, given: CorrectCall): Promise<string> {
  authorizePlatform(ctx, 'ledger:correct');
  const { tenantId, entryId, tokens, costNano, priceNano, reason } = given;
  const why = {
    action: 'ledger.correct',
    reason,
    tenantId,
    detail: { entry: entryId, costNano, priceNano },
  };
  return book(ctx, why, (sql, entry) =>
    sql('select tenancy.correct_call($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
      entry,
      newId(),
      tenantId,
      entryId,
      given.seenCostNano,
      given.seenPriceNano,
      [
        tokens.inputTokens,
        tokens.outputTokens,
        tokens.cacheReadTokens,
        tokens.cacheWrite5mTokens,
        tokens.cacheWrite1hTokens,
      ],
      costNano,
      priceNano,
      reason,
    ]),
  );
}

/**
 * Charges or credits a tenant for a month as a whole. No budget follows it: it is no usage. Returns the entry's id; the
 * same id again books nothing more. `invalid_input` for a month in which there was no such tenant, or that is to come.
 */
export async function adjustMonth(ctx: PlatformContext, given: AdjustMonth): Promise<string> {
  authorizePlatform(ctx, 'ledger:correct');
  const { entryId, tenantId, month, priceNano, reason } = given;
  const why = { action: 'ledger.adjust', reason, tenantId, detail: { month, priceNano } };
  return book(
    ctx,
    why,
    async (sql, entry) => {
      await sql("select pg_advisory_xact_lock(hashtextextended('adjust ' || $1::text, 0))", [
        tenantId,
      ]);
      const known = 'select from ledger_entry where tenant_id = $1 and id = $2';
      if ((await sql(known, [tenantId, entry])).length > 0) throw new AlreadyBooked();
      await assertMonth(sql, tenantId, month);
      return sql('select tenancy.adjust_month($1, $2, $3, $4, $5, $6)', [
        entry,
        newId(),
        tenantId,
        month,
        priceNano,
        reason,
      ]);
    },
    entryId,
  );
}

/** Takes the transaction back, its audit entry with it. */
class AlreadyBooked extends Error {}

async function assertMonth(sql: PlatformSql, tenantId: string, month: string): Promise<void> {
  const [tenant] = await sql<{ created_at: Date; time_zone: string }>(
    'select created_at, time_zone from tenant where id = $1',
    [tenantId],
  );
  if (!tenant) throw notFound();
  const [first, last] = [tenant.created_at, now()].map((at) => monthOf(at, tenant.time_zone));
  if (month < String(first) || month > String(last))
    throw new AppError('invalid_input', `Choose a month from ${first} to ${last}.`);
}

async function book(
  ctx: PlatformContext,
  why: Parameters<typeof withPlatform>[1],
  work: (sql: PlatformSql, entry: string) => Promise<unknown>,
  entry = newId(),
): Promise<string> {
  try {
    await withPlatform(ctx, why, (sql) => work(sql, entry));
    return entry;
  } catch (error) {
    if (error instanceof AlreadyBooked) return entry;
    throw refusal(error) ?? error;
  }
}

const FOREIGN_KEY_VIOLATION = '23503';

function refusal(error: unknown): AppError | undefined {
  switch (sqlState(error)) {
    case 'TP001':
      return new AppError('conflict', 'It was corrected meanwhile. Look at it again.', {
        cause: error,
      });
    case 'TP005':
      return new AppError('conflict', 'Nothing differs from what is booked.', { cause: error });
    case 'TP006':
    case FOREIGN_KEY_VIOLATION:
      return notFound();
    default:
      return undefined;
  }
}
