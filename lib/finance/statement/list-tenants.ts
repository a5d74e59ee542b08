import { CUSTOMERS } from '@/lib/console/customers';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Plan } from '@/lib/tenancy/schema';

/** Whoever gets a statement, by name. */
export async function listBilledTenants(
  ctx: PlatformContext,
): Promise<{ id: string; name: string; plan: Plan; zone: string }[]> {
  authorizePlatform(ctx, 'costs:read');
  const why = { action: 'statement.list', reason: 'Looked at the statements', fold: '5 minutes' };
  return withPlatform(ctx, why, (sql) =>
    sql(
      `select id, name, plan, time_zone as zone from tenant where id in ${CUSTOMERS} order by name, id`,
    ),
  );
}
