import { isErased } from './erased-tenants';
import { keyDirectory, readKeyFile, removeKeyFile, replaceKeyFile } from './key-directory';
import { isWrappedBy, unwrapKey, type Wrapper, wrapKey } from './key-service';
import type { WrappedFile } from './wrapped-files';

/** Wraps one key anew, in the directory of keys or in a copy of it; whether there was anything to do. */
export async function rewrapFile(
  { name, purpose, tenantId }: WrappedFile,
  wrapper: Wrapper,
  directory = keyDirectory(),
): Promise<boolean> {
  const wrapped = readKeyFile(name, directory);
  if (!wrapped?.length || isWrappedBy(wrapper, purpose, wrapped)) return false;
  const fresh = await wrapKey(purpose, await unwrapKey(purpose, wrapped), wrapper);
  // Not where the version was destroyed meanwhile.
  const replaced = replaceKeyFile(name, fresh, wrapped, directory);
  // An erasure that took the file away in this moment would have it back.
  if (tenantId && isErased(tenantId)) removeKeyFile(name, directory);
  return replaced;
}

export function isCurrent(
  { name, purpose }: WrappedFile,
  wrapper: Wrapper,
  directory = keyDirectory(),
): boolean {
  const wrapped = readKeyFile(name, directory);
  return !wrapped?.length || isWrappedBy(wrapper, purpose, wrapped);
}
