import { now } from '@/lib/clock';
import { CUSTOMERS } from '@/lib/console/customers';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { readInstanceStates } from './instances/instance-states';
import type { AnnouncePolicy, Enforcement } from './instances/schema';

const WINDOW_MS = 3_600_000;
/** What a version has to be in force everywhere. */
const ALLOWED = '1 second';

/**
 * What every running instance takes to be in force now, and whether the requests of the last hour obeyed the version that
 * was in force when they began: each carries the version that it was held to.
 */
export async function readEnforcement(ctx: PlatformContext): Promise<Enforcement> {
  authorizePlatform(ctx, 'tenants:read');
  const why = {
    action: 'policy.enforcement',
    reason: 'Compared policies with what was obeyed',
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql): Promise<Enforcement> => {
    const since = new Date(now().getTime() - WINDOW_MS);
    const [all] = await sql<{ requests: number }>(
      'select count(*)::int as requests from request where started_at > $1',
      [since],
    );
    const rows = await sql<Omit<Enforcement['behind'][number], 'lastAt'> & { last_at: Date }>(
      `select t.id as "tenantId", t.name, count(*)::int as requests, max(r.started_at) as last_at
       from request r join policy_version p on p.tenant_id = r.tenant_id and p.version = r.policy_version + 1
         and r.started_at > p.recorded_at + interval '${ALLOWED}'
       join tenant t on t.id = r.tenant_id
       where r.started_at > $1 and t.id in ${CUSTOMERS} group by t.id, t.name order by 3 desc, t.id limit 50`,
      [since],
    );
    return {
      instances: await readInstanceStates(sql),
      requests: all?.requests ?? 0,
      behind: rows.map(({ last_at, ...row }) => ({ ...row, lastAt: last_at.toISOString() })),
    };
  });
}

/** Has every instance ask anew what holds for the tenant. Throws `not_found`. */
export async function announcePolicy(ctx: PlatformContext, input: AnnouncePolicy): Promise<void> {
  authorizePlatform(ctx, 'policies:edit');
  const { tenantId, reason } = input;
  await withPlatform(ctx, { action: 'policy.announce', reason, tenantId }, async (sql) => {
    const [row] = await sql<{ known: boolean }>('select tenancy.announce_policy($1) as known', [
      tenantId,
    ]);
    if (!row?.known) throw notFound();
  });
}
