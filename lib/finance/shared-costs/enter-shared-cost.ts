import { now } from '@/lib/clock';
import { CUSTOMERS } from '@/lib/console/customers';
import { withPlatform } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { EnterSharedCost, WithdrawSharedCost } from './schema';

/** Enters what a month cost the platform for all; entering it again by the same id changes nothing. */
export async function enterSharedCost(ctx: PlatformContext, given: EnterSharedCost): Promise<void> {
  authorizePlatform(ctx, 'shared-costs:edit');
  const { id, month, kind, amountNano, method, shares, reason } = given;
  const detail = { cost: id, month, kind, amountNano, method, shares };
  const why = { action: 'shared_cost.enter', reason, detail };
  const enter = withPlatform(ctx, why, async (sql) => {
    const those = Object.keys(shares);
    const known = await sql(
      `select from tenant where id = any ($1::uuid[]) and id in ${CUSTOMERS}`,
      [those],
    );
    if (known.length < those.length)
      throw new AppError('invalid_input', 'There is no such tenant.');
    const entered = await sql(
      `insert into shared_cost (id, month, kind, amount_nano, method, shares, reason, entered_at, entered_by)
       values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9) on conflict (id) do nothing returning id`,
      [
        id,
        `${month}-01`,
        kind,
        amountNano,
        method,
        JSON.stringify(shares),
        reason,
        now(),
        ctx.userId,
      ],
    );
    if (entered.length === 0) throw new AlreadyEntered();
  });
  await enter.catch((error) => {
    if (!(error instanceof AlreadyEntered)) throw error;
  });
}

/** Takes the transaction back, its audit entry with it. */
class AlreadyEntered extends Error {}

/** What was entered wrongly counts no longer; it stays in sight. `not_found` also when it was withdrawn before. */
export async function withdrawSharedCost(
  ctx: PlatformContext,
  { id, reason }: WithdrawSharedCost,
): Promise<void> {
  authorizePlatform(ctx, 'shared-costs:edit');
  const why = { action: 'shared_cost.withdraw', reason, detail: { cost: id } };
  await withPlatform(ctx, why, async (sql) => {
    const withdrawn = await sql(
      `update shared_cost set withdrawn_at = $2, withdrawn_by = $3, withdrawn_reason = $4
       where id = $1 and withdrawn_at is null returning id`,
      [id, now(), ctx.userId, reason],
    );
    if (withdrawn.length === 0) throw notFound();
  });
}
