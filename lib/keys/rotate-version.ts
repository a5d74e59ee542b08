import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '@/lib/errors';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { createKeyFile, keyDirectory, replaceKeyFile } from './key-directory';
import { keyVersions, nextFile, versionFile, versionPurpose } from './key-files';
import { forgetKeyRing, openKeyRing } from './key-rings';
import { wrapKey } from './key-service';
import { keepIndexKeys } from './tenant-key-files';

/**
 * The version that will seal next, made when there is none: it opens already, in every process that
 * renews its proof. Returns its number.
 */
export async function prepareVersion(ctx: TenantContext): Promise<number> {
  assertTenantContext(ctx);
  const tenant = ctx.tenantId;
  await keepIndexKeys(tenant);
  const versions = keyVersions(tenant);
  const waiting = versions.find(({ state }) => state === 'next');
  if (waiting) return waiting.version;
  if (!versions.some(({ state }) => state === 'active'))
    throw new AppError('store_unavailable', 'The keys of this workspace are missing.');
  const version = versions.length + 1;
  const wrapped = await wrapKey(versionPurpose(tenant, version), randomBytes(32));
  createKeyFile(nextFile(tenant, version), wrapped);
  await reload(tenant);
  return version;
}

/** From now on the version seals. */
export async function activateVersion(ctx: TenantContext, version: number): Promise<void> {
  assertTenantContext(ctx);
  const at = (name: string) => path.join(keyDirectory(), name);
  const waiting = at(nextFile(ctx.tenantId, version));
  if (fs.existsSync(waiting)) fs.renameSync(waiting, at(versionFile(ctx.tenantId, version)));
  await reload(ctx.tenantId);
}

/** Versions older than the one that seals. */
export function olderVersions(ctx: TenantContext): number[] {
  assertTenantContext(ctx);
  const active = keyVersions(ctx.tenantId).filter(({ state }) => state === 'active');
  return active.slice(0, -1).map(({ version }) => version);
}

/** Takes a version's key away for good. The caller verified that nothing is sealed under it. */
export async function destroyVersion(ctx: TenantContext, version: number): Promise<void> {
  if (!olderVersions(ctx).includes(version)) throw new Error(`Version ${version} is in use.`);
  replaceKeyFile(versionFile(ctx.tenantId, version), Buffer.alloc(0));
  await reload(ctx.tenantId);
}

async function reload(tenant: string): Promise<void> {
  forgetKeyRing(tenant);
  await openKeyRing(tenant);
}
