import fs from 'node:fs';
import path from 'node:path';
import { keyDirectory } from './key-directory';
import { namespaceName } from './namespace-name';

/**
 * One version of a tenant's key. `next`: opens already and does not seal yet, so that every process
 * knows it before the first value is sealed under it. `destroyed`: an empty file in its place.
 */
export interface KeyVersion {
  version: number;
  state: 'next' | 'active' | 'destroyed';
  createdAt: Date;
}

export function versionFile(tenant: string, version: number): string {
  return `${namespaceName('key', tenant)}.v${version}`;
}

export function nextFile(tenant: string, version: number): string {
  return `${versionFile(tenant, version)}.next`;
}

/** Of the keys that outlive rotations: those of the blind index and of content recognition. */
export function indexFile(tenant: string): string {
  return `${namespaceName('key', tenant)}.index`;
}

/** What a key is wrapped for; version 1 keeps the words of the time when there was no other. */
export function versionPurpose(tenant: string, version: number): string {
  return version === 1 ? `wrapped|${tenant}` : `wrapped|${tenant}|v${version}`;
}

export function indexPurpose(tenant: string): string {
  return `wrapped|${tenant}|index`;
}

/** Every version that ever was, from 1 without gaps; empty when the tenant has no keys. */
export function keyVersions(tenant: string): KeyVersion[] {
  const found: KeyVersion[] = [];
  for (let version = 1; ; version += 1) {
    const file = stat(versionFile(tenant, version));
    const waiting = file ? undefined : stat(nextFile(tenant, version));
    if (file)
      found.push({
        version,
        state: file.size === 0 ? 'destroyed' : 'active',
        createdAt: file.mtime,
      });
    else if (waiting) found.push({ version, state: 'next', createdAt: waiting.mtime });
    else return found;
  }
}

function stat(name: string): fs.Stats | undefined {
  return fs.statSync(path.join(keyDirectory(), name), { throwIfNoEntry: false });
}
