import { hkdfSync } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import { readKeyFile } from './key-directory';
import {
  indexFile,
  indexPurpose,
  type KeyVersion,
  keyVersions,
  nextFile,
  versionFile,
  versionPurpose,
} from './key-files';
import { unwrapHere, unwrapKey } from './key-service';
import { openNamespaces } from './namespace-name';

/** One tenant's keys, unwrapped: in memory only, and for `LIFETIME_MS` at most. */
export interface KeyRing {
  /** The version that seals. */
  current: number;
  /** Content keys by version: everything that can still be opened. */
  content: Map<number, Buffer>;
  lexical: Buffer;
  mac: Buffer;
}

interface Held {
  ring: KeyRing;
  /** What the files looked like. */
  files: string;
  loadedAt: number;
  checkedAt: number;
}

interface Wrapped {
  name: number | 'index';
  purpose: string;
  bytes: Buffer;
}

export const LIFETIME_MS = 600_000;
/** How long a change of the files made by another process can go unseen. */
const CHECK_MS = 1_000;

const rings = processState('keys.rings', () => new LRUCache<string, Held>({ max: 5_000 }));

/**
 * The tenant's keys, at once. `store_unavailable` when the files are missing, or when they are wrapped by
 * a key service that was not asked within the lifetime (`openKeyRing` asks it).
 */
export function keyRing(tenant: string): KeyRing {
  const held = rings.get(tenant);
  const now = performance.now();
  const alive = held !== undefined && now - held.loadedAt < LIFETIME_MS;
  if (alive && now - held.checkedAt < CHECK_MS) return held.ring;
  const versions = keyVersions(tenant);
  const files = fingerprint(versions);
  if (alive && held.files === files) {
    held.checkedAt = now;
    return held.ring;
  }
  const wrapped = readWrapped(tenant, versions);
  const plain = wrapped.map((each) => unwrapHere(each.purpose, each.bytes));
  if (plain.every((each) => each !== undefined)) return hold(tenant, versions, wrapped, plain);
  if (alive) return held.ring;
  throw new AppError('store_unavailable', 'The keys are not at hand yet.', { retryAfter: 1 });
}

/**
 * Before a proof for the tenant is given out, and each time one is renewed: asks the key service for
 * what this process does not hold, or will soon hold no longer.
 */
export async function openKeyRing(tenant: string): Promise<void> {
  await openNamespaces();
  const held = rings.get(tenant);
  const versions = keyVersions(tenant);
  const files = fingerprint(versions);
  const age = held ? performance.now() - held.loadedAt : LIFETIME_MS;
  if (age < LIFETIME_MS / 2 && held?.files === files) return;
  const wrapped = readWrapped(tenant, versions);
  try {
    const plain = await Promise.all(wrapped.map((each) => unwrapKey(each.purpose, each.bytes)));
    hold(tenant, versions, wrapped, plain);
  } catch (error) {
    // A key service that is away for a moment takes nothing from who has the keys already.
    if (age >= LIFETIME_MS || held?.files !== files) throw error;
  }
}

/** After this process changed the files, for the next use to read them again. */
export function forgetKeyRing(tenant: string): void {
  rings.delete(tenant);
}

/** All of them: after the master key was replaced, and between tests. */
export function forgetKeyRings(): void {
  rings.clear();
}

function hold(
  tenant: string,
  versions: KeyVersion[],
  wrapped: Wrapped[],
  plain: Buffer[],
): KeyRing {
  const roots = new Map(wrapped.map((each, position) => [each.name, plain[position] ?? missing()]));
  const index = roots.get('index') ?? legacyIndex(tenant, roots.get(1) ?? missing());
  const content = new Map<number, Buffer>();
  for (const [name, root] of roots) {
    if (name !== 'index') content.set(name, derive(root, tenant, 'content'));
  }
  const ring = {
    current: versions.findLast(({ state }) => state === 'active')?.version ?? missing(),
    content,
    lexical: index.subarray(0, 32),
    mac: index.subarray(32),
  };
  const now = performance.now();
  rings.set(tenant, { ring, files: fingerprint(versions), loadedAt: now, checkedAt: now });
  return ring;
}

function readWrapped(tenant: string, versions: KeyVersion[]): Wrapped[] {
  const index = readKeyFile(indexFile(tenant));
  const wrapped: Wrapped[] = versions
    .filter(({ state }) => state !== 'destroyed')
    .map(({ version }) => {
      const bytes =
        readKeyFile(versionFile(tenant, version)) ?? readKeyFile(nextFile(tenant, version));
      return { name: version, purpose: versionPurpose(tenant, version), bytes: bytes ?? missing() };
    });
  if (!versions.some(({ state }) => state === 'active') || (!index && wrapped[0]?.name !== 1)) {
    // Whoever operates the installation has to know: what the tenant wrote cannot be read.
    log.error({ tenantId: tenant }, 'a tenant’s key files are missing');
    missing();
  }
  if (index) wrapped.push({ name: 'index', purpose: indexPurpose(tenant), bytes: index });
  return wrapped;
}

function missing(): never {
  throw new AppError(
    'store_unavailable',
    'The keys of this workspace are missing. Its operator has to put them back from a copy.',
  );
}

/** 64 bytes: what the first version's key gave before these keys had a file of their own. */
export function legacyIndex(tenant: string, root: Buffer): Buffer {
  return Buffer.concat([derive(root, tenant, 'lexical'), derive(root, tenant, 'content-mac')]);
}

function derive(root: Buffer, tenant: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', root, tenant, purpose, 32));
}

function fingerprint(versions: KeyVersion[]): string {
  return versions.map(({ version, state }) => `${version}${state}`).join();
}
