import { randomBytes } from 'node:crypto';
import { keyHolders } from '@/lib/db/key-holders';
import { inKeyTurn } from '@/lib/db/key-turn';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import {
  createKeyFile,
  listKeyFiles,
  readKeyFile,
  removeKeyFile,
  replaceKeyFile,
} from './key-directory';
import {
  indexFile,
  indexPurpose,
  keyVersions,
  nextFile,
  versionFile,
  versionPurpose,
} from './key-files';
import { isWrappedBy, unwrapKey, type Wrapper, wrapKey } from './key-service';
import { MASTER_FILE, masterKey, PREVIOUS_MASTER_FILE } from './master-key';
import { NAMESPACE_FILE, NAMESPACE_PURPOSE, openNamespaces } from './namespace-name';

interface KeyFile {
  name: string;
  purpose: string;
}

/** Keys of the installation itself; whoever adds one names it here. */
const INSTALLATION_KEYS: readonly KeyFile[] = [
  { name: NAMESPACE_FILE, purpose: NAMESPACE_PURPOSE },
  { name: 'receipts.key', purpose: 'wrapped|receipts' },
];

/** Files of tenants, whoever they were, and what is no wrapped key. */
const OTHERS =
  /^([0-9a-f]{32}\.(v\d+(\.next)?|index)|master\.key(\.previous)?|erasures\.journal|erased)$/;

function isInstallationKey(name: string): boolean {
  return INSTALLATION_KEYS.some((each) => each.name === name);
}

/**
 * Wraps every key anew, while the product runs: under TENANTRY_MASTER_KEY what was wrapped under
 * TENANTRY_MASTER_KEY_PREVIOUS; by the key service what this machine wrapped, and with `local` back; and
 * where the master key is a file here, under a new one that is made for it. Content is not touched: tenant
 * keys stay what they are. Safe to repeat after a crash. `conflict` when a key was left.
 */
export async function rewrapKeys(wrapper: Wrapper = 'configured'): Promise<{ rewrapped: number }> {
  await openNamespaces();
  const ownFile = !env.TENANTRY_MASTER_KEY && !env.TENANTRY_KEY_SERVICE_URL;
  if (ownFile) await inKeyTurn(replaceMasterFile);
  const files = await allKeyFiles();
  let rewrapped = 0;
  for (const file of files) rewrapped += Number(await rewrap(file, wrapper));
  // Keys made meanwhile, by a process that had read the older master key.
  for (const file of await allKeyFiles()) rewrapped += Number(await rewrap(file, wrapper));
  const present = await allKeyFiles();
  await inKeyTurn(() => finish(present, wrapper, ownFile));
  return { rewrapped };
}

/** Not where the new one is in force already: from before a crash, or by another process. */
function replaceMasterFile(): void {
  if (createKeyFile(PREVIOUS_MASTER_FILE, masterKey()).equals(masterKey()))
    replaceKeyFile(MASTER_FILE, randomBytes(32));
}

function finish(present: KeyFile[], wrapper: Wrapper, ownFile: boolean): void {
  const left = present.filter((file) => !isCurrent(file, wrapper));
  if (left.length > 0)
    throw new AppError('conflict', `${left.length} keys are not wrapped anew. Run it again.`);
  const unknown = listKeyFiles().filter((name) => !OTHERS.test(name) && !isInstallationKey(name));
  if (unknown.length > 0)
    throw new AppError(
      'conflict',
      `Nobody knows what ${unknown.join(', ')} is wrapped for: the previous master key was kept.`,
    );
  if (ownFile) removeKeyFile(PREVIOUS_MASTER_FILE);
}

async function rewrap({ name, purpose }: KeyFile, wrapper: Wrapper): Promise<boolean> {
  const wrapped = readKeyFile(name);
  if (!wrapped?.length || isWrappedBy(wrapper, purpose, wrapped)) return false;
  const fresh = await wrapKey(purpose, await unwrapKey(purpose, wrapped), wrapper);
  // Not where the version was destroyed meanwhile.
  return replaceKeyFile(name, fresh, wrapped);
}

function isCurrent({ name, purpose }: KeyFile, wrapper: Wrapper): boolean {
  const wrapped = readKeyFile(name);
  return !wrapped?.length || isWrappedBy(wrapper, purpose, wrapped);
}

async function allKeyFiles(): Promise<KeyFile[]> {
  const tenants = (await keyHolders()).flatMap(({ tenant_id: tenant }) => [
    { name: indexFile(tenant), purpose: indexPurpose(tenant) },
    ...keyVersions(tenant).map(({ version, state }) => ({
      name: state === 'next' ? nextFile(tenant, version) : versionFile(tenant, version),
      purpose: versionPurpose(tenant, version),
    })),
  ]);
  return [...INSTALLATION_KEYS, ...tenants];
}
