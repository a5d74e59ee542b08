import { now } from '@/lib/clock';
import { CUSTOMERS } from '@/lib/console/customers';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';

/** Tenants and priced models to choose from. */
export async function readChoices(
  ctx: PlatformContext,
): Promise<{ tenants: { id: string; name: string }[]; models: string[] }> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'what_if.view',
    reason: 'Looked at what to choose from',
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const tenants = await sql<{ id: string; name: string }>(
      `select id, name from tenant where id in ${CUSTOMERS} order by name, id`,
    );
    const models = await sql<{ model: string }>(
      `select distinct l.model from price_line l join price_version v on v.id = l.version where v.effective_from <= $1
       order by 1`,
      [now()],
    );
    return { tenants, models: models.map(({ model }) => model) };
  });
}
