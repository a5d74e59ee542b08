import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { isUniqueViolation } from '@/lib/db/sql-errors';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { createTenantKeys, destroyTenantKeys } from '@/lib/keys/tenant-key-files';
import type { PlatformContext } from './context';
import type { VectorTier } from './placement';
import { readPlanDefaults } from './read-plans';
import { authorizePlatform } from './roles';
import type { Plan } from './schema';

export interface NewTenant {
  slug: string;
  name: string;
  plan: Plan;
  tier: VectorTier;
  /** IANA name. Its budgets count UTC days and months all the same. */
  timeZone: string;
  /** Lower case. A person with this address becomes the owner on accepting it, else one is made. */
  ownerEmail: string;
  ownerName: string;
  demo: boolean;
  /** Why, for the audit log; 3 to 500 characters. */
  reason: string;
}

export interface ProvisionedTenant {
  tenantId: string;
  ownerId: string;
  /** The folder that everyone of the tenant may read. */
  folderId: string;
}

/**
 * Creates a tenant with its keys, its plan's policy, its owner and its first folder, with the entries in
 * both audit logs, all or nothing. `conflict` when the slug is taken, `forbidden` for all but operators.
 */
export async function provisionTenant(
  ctx: PlatformContext,
  tenant: NewTenant,
): Promise<ProvisionedTenant> {
  authorizePlatform(ctx, 'tenants:create');
  const [tenantId, folderId] = [newId(), newId()];
  const why = { action: 'tenant.create', reason: tenant.reason, tenantId };
  // Before the tenant exists: keys of nothing harm nobody, a tenant without keys can keep nothing.
  await createTenantKeys(tenantId);
  try {
    return await withPlatform(ctx, why, async (sql) => {
      const defaults = await readPlanDefaults(sql);
      const [row] = await sql<{ owner: string }>(
        `select tenancy.provision($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) as owner`,
        [
          tenantId,
          tenant.slug,
          tenant.name,
          tenant.plan,
          tenant.tier,
          tenant.timeZone,
          tenant.demo,
          JSON.stringify(defaults[tenant.plan]),
          tenant.reason,
          folderId,
          newId(),
          tenant.ownerEmail,
          tenant.ownerName,
          now(),
        ],
      );
      if (!row) throw new Error('tenancy.provision returned no owner.');
      // Where many instances share Qdrant, a directory of this one would be out of the others' reach.
      if (env.QDRANT_URL)
        await sql('select tenancy.place_first($1, $2, $3)', [tenantId, 'qdrant', now()]);
      const created = { plan: tenant.plan, owner: row.owner };
      await recordOperatorChange(ctx, sql, {
        tenantId,
        action: 'tenant.create',
        objectKind: 'tenant',
        detail: created,
      });
      return { tenantId, ownerId: row.owner, folderId };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    await destroyTenantKeys(tenantId);
    throw new AppError('conflict', `The address ${tenant.slug} is taken. Choose another.`, {
      cause: error,
    });
  }
}
