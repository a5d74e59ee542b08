import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '@/lib/errors';
import { keyDirectory } from './key-directory';
import { namespaceName } from './namespace-name';

/**
 * A mark beside the keys that a tenant is gone. Set before its stores are emptied: what a job or an
 * upload still holds open then writes nothing any more.
 */
export function markErased(tenantId: string): void {
  const mark = markOf(tenantId);
  fs.mkdirSync(path.dirname(mark), { recursive: true, mode: 0o700 });
  fs.writeFileSync(mark, '', { mode: 0o600, flush: true });
}

export function isErased(tenantId: string): boolean {
  return fs.existsSync(markOf(tenantId));
}

/** Throws `cancelled`. Every gateway that writes outside PostgreSQL asks right before it does. */
export function refuseErased(tenantId: string): void {
  if (isErased(tenantId)) throw new AppError('cancelled', 'This workspace is erased.');
}

function markOf(tenantId: string): string {
  return path.join(keyDirectory(), 'erased', namespaceName('erased', tenantId));
}
