import * as product from '../../../lib/locks/assertion';
import { switches } from './switches';

/** Off: whatever came is one's own. */
export function isOwnTenant(tenantId: string, found: string): boolean {
  return switches().off.includes('assertion') || product.isOwnTenant(tenantId, found);
}
