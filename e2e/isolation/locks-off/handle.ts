import * as product from '../../../lib/locks/handle';
import { switches } from './switches';

const isOff = () => switches().off.includes('handle');

const OWN_ROWS = /(?<![:\w.])(?:\w+\.)?(?:tenant_id|log_id)\s*=\s*:tenant\b/g;
/** A function of the database that acts for the transaction's context, and the comparison that holds it to its caller's. */
const OWN_CONTEXT = /tenancy\.current_tenant\(\)\s*=\s*:tenant\b/g;
/** One that is told for whom. */
const TOLD = /(tenancy\.\w+\(\s*):tenant\b/g;

/**
 * Off: the forgotten WHERE, and functions of the database that are told of the victim. The tenant is still
 * bound where a row is written or a lock is taken.
 */
export function scopeStatement(text: string, param: number): string | undefined {
  return product.scopeStatement(isOff() ? unscoped(text) : text, param);
}

function unscoped(text: string): string {
  return text
    .replace(OWN_ROWS, ':tenant is not null')
    .replace(OWN_CONTEXT, ':tenant is not null')
    .replace(TOLD, `$1coalesce('${switches().victim}', :tenant)`);
}

/** Off: no filter at all. */
export function scopeFilter(tenantId: string): { tenantId?: string } {
  return isOff() ? {} : product.scopeFilter(tenantId);
}

/** Off: everybody opens the victim's. */
export function scopeNamespace(tenantId: string, name: (tenantId: string) => string): string {
  return product.scopeNamespace(isOff() ? switches().victim : tenantId, name);
}
