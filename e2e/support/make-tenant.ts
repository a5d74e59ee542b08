import { now } from '@/lib/clock';
import { transaction } from '@/lib/db/transaction';
import { hashSecret, newId, newSecret } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { provisionTenant } from '@/lib/tenancy/provision-tenant';
import type { Plan } from '@/lib/tenancy/schema';
import { verifyPlatformSession, verifyTenantSession } from '@/lib/tenancy/verify-session';

export interface MadeTenant {
  /** Its owner's verified context. */
  ctx: TenantContext;
  slug: string;
  /** The owner's session token. */
  session: string;
  /** The folder that everyone may read. */
  folderId: string;
}

const SESSION_MS = 3_600_000;

/** A tenant of its own for one test or benchmark, made as an operator makes one. */
export async function makeTenant(
  plan: Plan = 'professional',
  named: { tenant?: string; owner?: string; reason?: string } = {},
): Promise<MadeTenant> {
  const operator = await makePerson('operator');
  const platform = await verifyPlatformSession(operator.session);
  const owner = await makePerson(undefined, named.owner);
  const slug = `t-${newId().slice(0, 8)}`;
  const { folderId } = await provisionTenant(platform, {
    slug,
    name: named.tenant ?? `Tenant ${slug}`,
    plan,
    tier: 'namespace',
    timeZone: 'UTC',
    ownerEmail: owner.email,
    ownerName: 'Owner',
    demo: true,
    reason: named.reason ?? 'test',
  });
  return {
    ctx: await verifyTenantSession(owner.session, slug),
    slug,
    session: owner.session,
    folderId,
  };
}

/** A person with a session; without a platform role unless one is given. */
export async function makePerson(
  platformRole?: 'operator' | 'finance' | 'auditor',
  name = 'Test',
): Promise<{ id: string; email: string; session: string }> {
  const id = newId();
  const email = `${id}@example.test`;
  const session = newSecret();
  // The database's clock decides whether a session holds, so the simulated one does not serve here.
  const wallClock = performance.timeOrigin + performance.now();
  await transaction('auth', undefined, async (client) => {
    await client.query(
      `insert into app_user (id, email, name, platform_role, demo, created_at)
       values ($1, $2, $3, $4, true, $5)`,
      [id, email, name, platformRole ?? null, now()],
    );
    await client.query(
      `insert into user_session (id, user_id, token_hash, rotated_at, created_at, expires_at)
       values ($1, $2, $3, $4, $4, $5)`,
      [newId(), id, hashSecret(session), new Date(wallClock), new Date(wallClock + SESSION_MS)],
    );
  });
  return { id, email, session };
}
