import type { Place } from '@/lib/keys/tenant-keys';

/** Where a tenant's own provider key and endpoint are sealed. */
export function accountPlace(tenantId: string, column: 'model_key' | 'model_base_url'): Place {
  return { table: 'tenant_placement', row: tenantId, column };
}
