import { createHmac } from 'node:crypto';
import { openAs } from '@/lib/locks/encryption';
import { scopeNamespace } from '@/lib/locks/handle';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { beginSealing, openBytes, type Sealing, sealBytes, sealedVersion } from './envelope';
import { forgetKeyRing, keyRing } from './key-rings';
import { namespaceName } from './namespace-name';

/** Where a sealed value lives; a value moved anywhere else does not open. */
export interface Place {
  table: string;
  row: string;
  column: string;
}

/**
 * Everything that depends on one tenant's keys. Lock 4. Each use takes the keys as they are then:
 * `store_unavailable` when they are missing or the key service is away.
 */
export interface TenantKeys {
  /** Under the newest version in force. */
  seal(place: Place, plain: string | Uint8Array): Buffer<ArrayBuffer>;
  /** The same, for what arrives piece by piece. */
  sealing(place: Place): Sealing;
  /** Of any version that exists. */
  open(place: Place, sealed: Uint8Array): Buffer;
  openText(place: Place, sealed: Uint8Array): string;
  /** 8 bytes: the blind index's name of a term. The same whatever version seals. */
  termHash(term: string): Buffer;
  /** 32 bytes that recognise equal content inside one tenant and say nothing outside it. */
  contentMac(bytes: Uint8Array): Buffer<ArrayBuffer>;
  /** The same, for what arrives piece by piece. */
  contentMacOf(): { update(bytes: Uint8Array): void; digest(): Buffer<ArrayBuffer> };
  /** A directory or prefix of this tenant in some store. */
  namespace(purpose: string): string;
}

export function tenantKeys(ctx: TenantContext): TenantKeys {
  assertTenantContext(ctx);
  const tenant = ctx.tenantId;
  const open = (place: Place, sealed: Uint8Array) =>
    openAs(tenant, (owner) => openUnder(owner, place, sealed));
  return {
    seal: (place, plain) => sealFor(tenant, place, plain),
    sealing: (place) => sealingFor(tenant, place),
    open,
    openText: (place, sealed) => open(place, sealed).toString('utf8'),
    termHash: (term) =>
      createHmac('sha256', keyRing(tenant).lexical).update(term).digest().subarray(0, 8),
    contentMac: (bytes) => Buffer.from(contentHmac(tenant).update(bytes).digest()),
    contentMacOf: () => {
      const hmac = contentHmac(tenant);
      return { update: (bytes) => hmac.update(bytes), digest: () => Buffer.from(hmac.digest()) };
    },
    namespace: (purpose) => scopeNamespace(tenant, (owner) => namespaceName(purpose, owner)),
  };
}

function contentHmac(tenant: string) {
  return createHmac('sha256', keyRing(tenant).mac);
}

function sealingFor(tenant: string, place: Place): Sealing {
  const { key, version } = newestKey(tenant);
  return beginSealing(key, version, aad(tenant, place));
}

/** For this folder alone. */
export function sealFor(
  tenant: string,
  place: Place,
  plain: string | Uint8Array,
): Buffer<ArrayBuffer> {
  const { key, version } = newestKey(tenant);
  const bytes = typeof plain === 'string' ? Buffer.from(plain) : plain;
  return Buffer.from(sealBytes(key, version, aad(tenant, place), bytes));
}

function newestKey(tenant: string): { key: Buffer; version: number } {
  const { current, content } = keyRing(tenant);
  const key = content.get(current);
  if (!key) throw new Error(`No key version ${current}.`);
  return { key, version: current };
}

/** For this folder alone. */
export function openUnder(tenant: string, place: Place, sealed: Uint8Array): Buffer {
  const version = sealedVersion(sealed);
  const known = keyRing(tenant).content.get(version);
  if (known) return openBytes(known, version, aad(tenant, place), sealed);
  // Made by another process within the last second.
  forgetKeyRing(tenant);
  const key = keyRing(tenant).content.get(version);
  if (!key) throw new Error(`No key version ${version}.`);
  return openBytes(key, version, aad(tenant, place), sealed);
}

/** What binds a sealed value to its place. */
function aad(tenant: string, place: Place): string {
  return `${tenant}|${place.table}|${place.row}|${place.column}`;
}
