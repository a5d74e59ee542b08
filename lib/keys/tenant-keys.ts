import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { LRUCache } from 'lru-cache';
import { openAs } from '@/lib/locks/encryption';
import { scopeNamespace } from '@/lib/locks/handle';
import { processState } from '@/lib/process-state';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { openBytes, sealBytes, sealedVersion } from './envelope';
import { keyDirectory, masterKey, namespaceName, readOrCreate } from './master-key';

/** Where a sealed value lives; a value moved anywhere else does not open. */
export interface Place {
  table: string;
  row: string;
  column: string;
}

/** Everything that depends on one tenant's data key. Lock 4. */
export interface TenantKeys {
  seal(place: Place, plain: string | Uint8Array): Buffer<ArrayBuffer>;
  open(place: Place, sealed: Uint8Array): Buffer;
  openText(place: Place, sealed: Uint8Array): string;
  /** 8 bytes: the blind index's name of a term. */
  termHash(term: string): Buffer;
  /** 32 bytes that recognise equal content inside one tenant and say nothing outside it. */
  contentMac(bytes: Uint8Array): Buffer<ArrayBuffer>;
  /** A directory or prefix of this tenant in some store. */
  namespace(purpose: string): string;
}

interface KeyRing {
  version: number;
  content: Buffer;
  lexical: Buffer;
  mac: Buffer;
}

const VERSION = 1;
const rings = processState('keys.rings', () => new LRUCache<string, KeyRing>({ max: 5_000 }));

export function tenantKeys(ctx: TenantContext): TenantKeys {
  assertTenantContext(ctx);
  const tenant = ctx.tenantId;
  const ring = ringOf(tenant);
  const open = (place: Place, sealed: Uint8Array) =>
    openAs(tenant, (owner) => openUnder(owner, place, sealed));
  return {
    seal: (place, plain) =>
      Buffer.from(
        sealBytes(
          ring.content,
          ring.version,
          aad(tenant, place),
          typeof plain === 'string' ? Buffer.from(plain) : plain,
        ),
      ),
    open,
    openText: (place, sealed) => open(place, sealed).toString('utf8'),
    termHash: (term) => createHmac('sha256', ring.lexical).update(term).digest().subarray(0, 8),
    contentMac: (bytes) => Buffer.from(createHmac('sha256', ring.mac).update(bytes).digest()),
    namespace: (purpose) => scopeNamespace(tenant, (owner) => namespaceName(purpose, owner)),
  };
}

function openUnder(tenant: string, place: Place, sealed: Uint8Array): Buffer {
  const ring = ringOf(tenant);
  const version = sealedVersion(sealed);
  if (version !== ring.version) throw new Error(`No key version ${version}.`);
  return openBytes(ring.content, version, aad(tenant, place), sealed);
}

/** What binds a sealed value to its place. */
function aad(tenant: string, place: Place): string {
  return `${tenant}|${place.table}|${place.row}|${place.column}`;
}

function ringOf(tenant: string): KeyRing {
  const cached = rings.get(tenant);
  if (cached) return cached;
  fs.mkdirSync(keyDirectory(), { recursive: true, mode: 0o700 });
  const file = `${keyDirectory()}/${namespaceName('key', tenant)}.v${VERSION}`;
  const aad = `wrapped|${tenant}`;
  const wrapped = readOrCreate(file, () => sealBytes(masterKey(), VERSION, aad, randomBytes(32)));
  const root = openBytes(masterKey(), VERSION, aad, wrapped);
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', root, tenant, purpose, 32));
  const ring = {
    version: VERSION,
    content: derive('content'),
    lexical: derive('lexical'),
    mac: derive('content-mac'),
  };
  rings.set(tenant, ring);
  return ring;
}
