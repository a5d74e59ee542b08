import { CUSTOMERS } from '@/lib/console/customers';
import { withPlatform } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { closeMonth } from './close-month';
import type { CloseAll, ClosingStep } from './schema';

/** Of one call: short enough that progress is seen. */
const STEP = 25;
/** Closed at once; connections of finance's pool. */
const WIDTH = 4;
/** Also one that was erased meanwhile. */
const REFUSALS: readonly string[] = ['conflict', 'not_found'];

/** Nothing was closed of it yet, and months of others were: as its first, this month would leave its earlier ones unbilled. */
const BEHIND = `not exists (select from issued_statement own where own.tenant_id = t.id)
  and (t.created_at at time zone t.time_zone) < ($2 || '-01')::timestamp
  and exists (select from issued_statement s where s.kind = 'statement' and s.month < $2 and s.tenant_id in ${CUSTOMERS})`;

/**
 * Closes a month of some tenants after the other, in the order of their ids, each in a transaction of its own: one that is
 * refused holds no other up, and asking again goes on where it was cut off. One whose earlier months were not closed when
 * others' were is refused until they are.
 */
export async function closeAll(ctx: PlatformContext, given: CloseAll): Promise<ClosingStep> {
  authorizePlatform(ctx, 'statements:issue');
  const { month, after, reason } = given;
  const why = { action: 'statement.close_all', reason, detail: { month, after } };
  const tenants = await withPlatform(ctx, why, (sql) =>
    sql<{ id: string; name: string; behind: boolean }>(
      `select t.id, t.name, ${BEHIND} as behind from tenant t where t.id in ${CUSTOMERS} and ($1::uuid is null or t.id > $1)
         and (t.created_at at time zone t.time_zone) < ($2 || '-01')::timestamp + interval '1 month'
       order by t.id limit ${STEP}`,
      [after, month],
    ),
  );
  const step: ClosingStep = {
    ...{ closed: 0, already: 0, refused: [] },
    after: tenants.length === STEP ? (tenants.at(-1)?.id ?? null) : null,
  };
  const waiting = tenants.values();
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      for (const { id, name, behind } of waiting) {
        const refused = behind
          ? 'The month before is not closed for it.'
          : await closeOne(ctx, { tenantId: id, month, reason }, step);
        if (refused) step.refused.push({ tenantId: id, name, why: refused });
      }
    }),
  );
  return step;
}

async function closeOne(
  ctx: PlatformContext,
  closing: Parameters<typeof closeMonth>[1],
  step: ClosingStep,
): Promise<string | undefined> {
  try {
    const { already } = await closeMonth(ctx, closing);
    if (already) step.already++;
    else step.closed++;
    return undefined;
  } catch (error) {
    if (error instanceof AppError && REFUSALS.includes(error.code)) return error.message;
    throw error;
  }
}
