import { withPlatform } from '@/lib/db/platform-sql';
import { sqlState } from '@/lib/db/sql-errors';
import { AppError } from '@/lib/errors';
import { forgetPrices } from '@/lib/metering/price-book';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { AddPrices } from './schema';
import { storedLines } from './stored-lines';

/** What the database says when it refuses a version. */
const REFUSED: Readonly<Record<string, string>> = {
  TP001: 'Another version was added meanwhile. Look at it, then begin again from there.',
  TP002: 'Prices cannot begin in the past. Take a later start.',
};

/**
 * Adds a version of one book and returns its number; its audit entry is written in the same transaction, without which
 * the database refuses. Calls that were reserved before its start keep the version they named.
 * `conflict` when another version came first or the prices are below cost unconfirmed, `invalid_input` when the start is
 * past or a model in use has no line.
 */
export async function addPrices(ctx: PlatformContext, given: AddPrices): Promise<number> {
  authorizePlatform(ctx, 'prices:edit');
  const { book, basedOn, startsAt, reason, acceptBelowCost } = given;
  const why = {
    action: 'prices.add',
    reason,
    detail: { book, basedOn, startsAt, acceptBelowCost },
  };
  const plans = given.plans.map((terms) => ({
    plan: terms.plan,
    margin_bp: terms.marginBp,
    fee_nano: terms.feeNano,
    included_nano: terms.includedNano,
  }));
  try {
    const id = await withPlatform(ctx, why, async (sql) => {
      const [added] = await sql<{ id: number }>(
        'select tenancy.add_price_version($1, $2, $3, $4, $5, $6, $7) as id',
        [
          book,
          basedOn,
          startsAt,
          reason,
          storedLines(given.lines),
          JSON.stringify(plans),
          acceptBelowCost,
        ],
      );
      if (!added) throw new Error('No version was added.');
      return added.id;
    });
    forgetPrices();
    return id;
  } catch (error) {
    throw refusal(error) ?? error;
  }
}

function refusal(error: unknown): AppError | undefined {
  const state = String(sqlState(error));
  const words = REFUSED[state];
  if (words)
    return new AppError(state === 'TP002' ? 'invalid_input' : 'conflict', words, { cause: error });
  if (state === 'TP004' && error instanceof Error)
    return new AppError(
      'conflict',
      `Some prices are below cost, from ${error.message} (UTC) on. Confirm that this is meant.`,
      { cause: error },
    );
  if (state === 'TP003' && error instanceof Error)
    return new AppError('invalid_input', `In use and without a price: ${error.message}.`, {
      cause: error,
    });
  return undefined;
}
