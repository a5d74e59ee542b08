import { randomBytes } from 'node:crypto';
import { log } from '@/lib/log';
import { removeFromCopies } from './key-copies';
import { createKeyFile, readKeyFile, removeKeyFile } from './key-directory';
import {
  indexFile,
  indexPurpose,
  keyVersions,
  nextFile,
  versionFile,
  versionPurpose,
} from './key-files';
import { forgetKeyRing, legacyIndex, openKeyRing } from './key-rings';
import { unwrapKey, wrapKey } from './key-service';
import { openNamespaces } from './namespace-name';

const ROOT_BYTES = 32;
const INDEX_BYTES = 64;

/**
 * A new tenant's keys; without effect on those that exist. For provisioning alone: nothing else makes
 * a first version, because a key made in a lost one's place would hide the loss.
 */
export async function createTenantKeys(tenantId: string): Promise<void> {
  await openNamespaces();
  if (keyVersions(tenantId).length === 0) {
    const index = await wrapKey(indexPurpose(tenantId), randomBytes(INDEX_BYTES));
    const root = await wrapKey(versionPurpose(tenantId, 1), randomBytes(ROOT_BYTES));
    createKeyFile(indexFile(tenantId), index);
    createKeyFile(versionFile(tenantId, 1), root);
  }
  forgetKeyRing(tenantId);
  await openKeyRing(tenantId);
}

/** Whether anything of the tenant can be opened here, as far as files tell. */
export async function hasTenantKeys(tenantId: string): Promise<boolean> {
  await openNamespaces();
  return keyVersions(tenantId).some(({ state }) => state === 'active');
}

/**
 * Ends every way to read what the tenant sealed, copies for backups within reach included: the last step of
 * its erasure. Counts the files that were here.
 */
export async function destroyTenantKeys(tenantId: string): Promise<number> {
  await openNamespaces();
  const names = tenantKeyFileNames(tenantId);
  for (const name of names) removeKeyFile(name);
  removeFromCopies(indexFile(tenantId).slice(0, -'index'.length));
  forgetKeyRing(tenantId);
  return names.length;
}

/** Names of the tenant's files in the directory of keys, or in a copy of it. */
export function tenantKeyFileNames(tenantId: string): string[] {
  const names = keyVersions(tenantId).flatMap(({ version }) => [
    versionFile(tenantId, version),
    nextFile(tenantId, version),
  ]);
  return [...names, indexFile(tenantId)].filter((name) => readKeyFile(name) !== undefined);
}

/**
 * Before a proof for the tenant is given out. Never rejects: whoever then needs a key that is not
 * there is told so, and whoever needs none (to erase what is left, for one) goes on.
 */
export async function readyKeys(tenantId: string): Promise<void> {
  await openKeyRing(tenantId).catch((error: Error) =>
    log.warn({ tenantId, err: error.message }, 'a tenant’s keys could not be made ready'),
  );
}

/** Gives the keys of index and recognition, once the first version's alone, a file of their own. */
export async function keepIndexKeys(tenantId: string): Promise<void> {
  if (readKeyFile(indexFile(tenantId))) return;
  const first = readKeyFile(versionFile(tenantId, 1));
  if (!first) return;
  const root = await unwrapKey(versionPurpose(tenantId, 1), first);
  const index = legacyIndex(tenantId, root);
  createKeyFile(indexFile(tenantId), await wrapKey(indexPurpose(tenantId), index));
}
