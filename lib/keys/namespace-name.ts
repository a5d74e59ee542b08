import { randomBytes } from 'node:crypto';
import { AppError } from '@/lib/errors';
import { KeyedHash } from '@/lib/keyed-hash';
import { processState } from '@/lib/process-state';
import { createKeyFile, listKeyFiles, readKeyFile } from './key-directory';
import { unwrapHere, unwrapKey, wrapKey } from './key-service';
import { knownMasterKeys } from './master-key';

export const NAMESPACE_FILE = 'namespace.secret';
export const NAMESPACE_PURPOSE = 'wrapped|namespace';

/** Names say nothing by themselves, so that their secret is kept as long as the process lives. */
const held = processState('keys.namespace', () => ({ secret: undefined as KeyedHash | undefined }));

/**
 * A name for a tenant's directory or prefix that tells nothing about the tenant: an HMAC under a
 * secret that stays when master keys and tenant keys are replaced.
 */
export function namespaceName(purpose: string, tenantId: string): string {
  return secretNow().digest(`namespace|${purpose}|${tenantId}`, 'hex').slice(0, 32);
}

/** Makes the secret available to `namespaceName`; creates it in a new installation. */
export async function openNamespaces(): Promise<void> {
  if (held.secret) return;
  const wrapped = readKeyFile(NAMESPACE_FILE) ?? (await create());
  held.secret = new KeyedHash(await unwrapKey(NAMESPACE_PURPOSE, wrapped));
}

/** For the next use to read it again: after a restore, and between tests. */
export function forgetNamespaces(): void {
  held.secret = undefined;
}

function secretNow(): KeyedHash {
  if (held.secret) return held.secret;
  const wrapped = readKeyFile(NAMESPACE_FILE);
  const secret = wrapped && unwrapHere(NAMESPACE_PURPOSE, wrapped);
  if (!secret)
    throw new AppError('store_unavailable', 'The keys are not at hand yet.', { retryAfter: 1 });
  held.secret = new KeyedHash(secret);
  return held.secret;
}

async function create(): Promise<Buffer> {
  // Before there was such a file, names came from the master key; they stay what they are.
  const older = listKeyFiles().some((name) => /^[0-9a-f]{32}\.v1$/.test(name));
  const secret = (older && knownMasterKeys()[0]) || randomBytes(32);
  return createKeyFile(NAMESPACE_FILE, await wrapKey(NAMESPACE_PURPOSE, secret));
}
