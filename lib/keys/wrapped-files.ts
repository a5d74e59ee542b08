import { keyOwners } from '@/lib/db/key-holders';
import { indexPurpose, versionPurpose } from './key-files';
import { NAMESPACE_FILE, NAMESPACE_PURPOSE, namespaceName, openNamespaces } from './namespace-name';

/** A file with a wrapped key, and what it is wrapped for. */
export interface WrappedFile {
  name: string;
  purpose: string;
  /** Of a tenant's key. */
  tenantId?: string;
}

/** Of an installation's secrets in a copy of its keys. */
export const COPY_KEY: WrappedFile = { name: 'installation.key', purpose: 'wrapped|installation' };

/** Keys of the installation itself; whoever adds one names it here. */
const INSTALLATION_KEYS: readonly WrappedFile[] = [
  { name: NAMESPACE_FILE, purpose: NAMESPACE_PURPOSE },
  { name: 'receipts.key', purpose: 'wrapped|receipts' },
  { name: 'audit.key', purpose: 'wrapped|audit' },
  COPY_KEY,
];

/** What lies beside keys and is none. */
const OTHERS = /^(master\.key(\.previous)?|erasures\.journal|erased|EXPIRES|installation\.sealed)$/;
const OF_TENANT = /^([0-9a-f]{32})\.(?:v(\d+)(?:\.next)?|(index))$/;

/**
 * Whose key each file holds, by its name. `strange`: nobody knows what those are wrapped for, keys of tenants among
 * them that the database does not have; their names are hashes, and without the tenant none is opened.
 */
export async function wrappedFiles(
  names: readonly string[],
): Promise<{ files: WrappedFile[]; strange: string[] }> {
  await openNamespaces();
  const owners = new Map((await keyOwners()).map((id) => [namespaceName('key', id), id]));
  const files: WrappedFile[] = [];
  const strange: string[] = [];
  for (const name of names) {
    const known = INSTALLATION_KEYS.find((each) => each.name === name) ?? ofTenant(name, owners);
    if (known) files.push(known);
    else if (!OTHERS.test(name)) strange.push(name);
  }
  return { files, strange };
}

function ofTenant(name: string, owners: ReadonlyMap<string, string>): WrappedFile | undefined {
  const [, prefix, version, index] = OF_TENANT.exec(name) ?? [];
  const tenantId = prefix && owners.get(prefix);
  if (!tenantId) return undefined;
  const purpose = index ? indexPurpose(tenantId) : versionPurpose(tenantId, Number(version));
  return { name, purpose, tenantId };
}
