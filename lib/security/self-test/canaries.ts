import { editPolicy } from '@/lib/console/edit-policy';
import { readTenantPolicy } from '@/lib/console/read-tenant';
import { withPlatform } from '@/lib/db/platform-sql';
import { createSession, revokeSession } from '@/lib/identity/sessions';
import { newId } from '@/lib/ids';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { provisionTenant } from '@/lib/tenancy/provision-tenant';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { type Belongings, plantBelongings } from './plant-belongings';

/** One of the two tenants that exist for the self-test alone, as its owner. */
export interface OpenCanary {
  ctx: TenantContext;
  slug: string;
  session: string;
}

export interface Canary extends OpenCanary, Belongings {}

const ASKED = { requestsPerMinute: 600, burstPerSecond: 600 };
const REASON = 'For the self-test of this installation';

/** Both canaries with something to steal, made when the first test is run. End them with `leaveCanaries`. */
export async function enterCanaries(ctx: PlatformContext): Promise<[Canary, Canary]> {
  const one = await enter(ctx, 1);
  try {
    return [one, await enter(ctx, 2)];
  } catch (error) {
    await leaveCanaries([one]);
    throw error;
  }
}

export async function leaveCanaries(canaries: readonly OpenCanary[]): Promise<void> {
  await Promise.all(canaries.map(({ session }) => revokeSession(session)));
}

async function enter(platform: PlatformContext, number: 1 | 2): Promise<Canary> {
  await widenLimits(platform, number);
  const canary = await openCanary(platform, number);
  try {
    return { ...canary, ...(await plantBelongings(canary.ctx)) };
  } catch (error) {
    await leaveCanaries([canary]);
    throw error;
  }
}

/** Signs in as its owner, and makes it when it is not there. */
export async function openCanary(platform: PlatformContext, number: 1 | 2): Promise<OpenCanary> {
  const { slug, ownerId } = (await find(platform, number)) ?? (await make(platform, number));
  const session = await createSession(ownerId);
  try {
    return { ctx: await verifyTenantSession(session, slug), slug, session };
  } catch (error) {
    await revokeSession(session);
    throw error;
  }
}

/** A test asks for every route within seconds: what a free plan admits in a minute would end it. */
async function widenLimits(platform: PlatformContext, number: 1 | 2): Promise<void> {
  const { tenantId } = (await find(platform, number)) ?? (await make(platform, number));
  const { current } = await readTenantPolicy(platform, tenantId);
  if (current.policy.requestsPerMinute >= ASKED.requestsPerMinute) return;
  await editPolicy(platform, {
    tenantId,
    basedOn: current.version,
    reason: REASON,
    policy: { ...current.policy, ...ASKED },
  });
}

async function find(platform: PlatformContext, number: 1 | 2) {
  const why = { action: 'self_test.prepare', reason: REASON };
  const [row] = await withPlatform(platform, why, (sql) =>
    sql<{ tenant_id: string; slug: string; owner_id: string }>(
      `select t.id as tenant_id, t.slug, m.user_id as owner_id from tenant t
       join membership m on m.tenant_id = t.id and m.role = 'owner'
       where t.canary and t.state = 'active' and t.slug like $1 order by t.created_at limit 1`,
      [`canary-${number}-%`],
    ),
  );
  return row && { tenantId: row.tenant_id, slug: row.slug, ownerId: row.owner_id };
}

async function make(platform: PlatformContext, number: 1 | 2) {
  const slug = `canary-${number}-${newId().slice(0, 8)}`;
  // Nobody can have invited or entered an address that nobody can guess.
  const ownerEmail = `${newId()}@self-test.invalid`;
  const { tenantId, ownerId } = await provisionTenant(platform, {
    slug,
    name: `Canary ${number} (self-test)`,
    plan: 'free',
    tier: 'namespace',
    timeZone: 'UTC',
    ownerEmail,
    ownerName: `Canary ${number}`,
    demo: false,
    reason: REASON,
  });
  const why = { action: 'self_test.prepare', reason: REASON, tenantId };
  await withPlatform(platform, why, (sql) => sql('select tenancy.become_canary($1)', [tenantId]));
  return { tenantId, slug, ownerId };
}
