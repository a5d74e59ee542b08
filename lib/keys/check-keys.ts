import { keyHolders } from '@/lib/db/key-holders';
import { log } from '@/lib/log';
import { createTenantKeys, hasTenantKeys, keepIndexKeys } from './tenant-key-files';

/**
 * At each start. A tenant from before keys were made with the tenant, which never kept anything, gets its
 * keys now. One that has content and no keys is an alarm: nobody can read it until its key files are put
 * back. Returns the ids of those.
 */
export async function checkKeys(): Promise<string[]> {
  const missing: string[] = [];
  for (const { tenant_id: tenantId, has_content: hasContent } of await keyHolders()) {
    if (await hasTenantKeys(tenantId)) await keepIndexKeys(tenantId);
    else if (hasContent) missing.push(tenantId);
    else await createTenantKeys(tenantId);
  }
  for (const tenantId of missing)
    log.error({ tenantId }, 'a tenant’s key files are missing: put them back from a copy');
  return missing;
}
