import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { sqlState } from '@/lib/db/sql-errors';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
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

/** Charges or credits a tenant for a month as a whole. No budget follows it: it is no usage. Returns the entry's id. */
export async function adjustMonth(ctx: PlatformContext, given: AdjustMonth): Promise<string> {
  authorizePlatform(ctx, 'ledger:correct');
  const { tenantId, month, priceNano, reason } = given;
  const why = { action: 'ledger.adjust', reason, tenantId, detail: { month, priceNano } };
  return book(ctx, why, (sql, entry) =>
    sql('select tenancy.adjust_month($1, $2, $3, $4, $5, $6)', [
      entry,
      newId(),
      tenantId,
      month,
      priceNano,
      reason,
    ]),
  );
}

async function book(
  ctx: PlatformContext,
  why: Parameters<typeof withPlatform>[1],
  work: (sql: PlatformSql, entry: string) => Promise<unknown>,
): Promise<string> {
  const entry = newId();
  try {
    await withPlatform(ctx, why, (sql) => work(sql, entry));
    return entry;
  } catch (error) {
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
