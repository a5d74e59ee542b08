import * as product from '../../../lib/locks/handle';
import { switches } from './switches';

const isOff = () => switches().off.includes('handle');

/** Off: the forgotten WHERE. The tenant is still bound where a row is written or a lock is taken. */
export function scopeStatement(text: string, param: number): string | undefined {
  const scoped = isOff()
    ? text.replace(/(?<![:\w.])(?:\w+\.)?tenant_id\s*=\s*:tenant\b/g, ':tenant is not null')
    : text;
  return product.scopeStatement(scoped, param);
}

/** Off: no filter at all. */
export function scopeFilter(tenantId: string): { tenantId?: string } {
  return isOff() ? {} : product.scopeFilter(tenantId);
}

/** Off: everybody opens the victim's. */
export function scopeNamespace(tenantId: string, name: (tenantId: string) => string): string {
  return product.scopeNamespace(isOff() ? switches().victim : tenantId, name);
}
