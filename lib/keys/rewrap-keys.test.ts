import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { ownDataDirectory } from '@/e2e/support/own-data-directory';
import { closePools } from '@/lib/db/pools';
import { env } from '@/lib/env';
import { newId } from '@/lib/ids';
import { receiptPublicKey } from '@/lib/lifecycle/erase/sign-receipt';
import { createKeyFile, listKeyFiles, readKeyFile, removeKeyFile } from './key-directory';
import { forgetKeyRings, openKeyRing } from './key-rings';
import { MASTER_FILE, masterKey, PREVIOUS_MASTER_FILE } from './master-key';
import { forgetNamespaces } from './namespace-name';
import { rewrapKeys } from './rewrap-keys';
import { activateVersion, destroyVersion, prepareVersion } from './rotate-version';
import { tenantKeys } from './tenant-keys';

const place = { table: 'document', row: newId(), column: 'name' };
let undo: () => void;
let tenant: MadeTenant;
let sealed: Buffer;
let namespace: string;

beforeEach(async () => {
  undo = ownDataDirectory();
  tenant = await makeTenant();
  await activateVersion(tenant.ctx, await prepareVersion(tenant.ctx));
  await destroyVersion(tenant.ctx, 1);
  sealed = tenantKeys(tenant.ctx).seal(place, 'words');
  namespace = tenantKeys(tenant.ctx).namespace('objects');
});
afterEach(() => {
  env.TENANTRY_MASTER_KEY = undefined;
  env.TENANTRY_MASTER_KEY_PREVIOUS = undefined;
  undo();
});
afterAll(closePools);

/** As a process that starts now. */
async function opens(): Promise<boolean> {
  forgetKeyRings();
  forgetNamespaces();
  await openKeyRing(tenant.ctx.tenantId);
  expect(tenantKeys(tenant.ctx).namespace('objects')).toBe(namespace);
  return tenantKeys(tenant.ctx).openText(place, sealed) === 'words';
}

describe('replacing the master key', () => {
  it('makes a new file, wraps every key under it and takes the old one away', async () => {
    const before = masterKey();
    expect(await rewrapKeys()).toEqual({ rewrapped: 3 });
    expect(masterKey()).not.toEqual(before);
    expect(listKeyFiles()).not.toContain(PREVIOUS_MASTER_FILE);
    expect(await opens()).toBe(true);
  });

  it('moves from the environment’s previous key to its new one', async () => {
    env.TENANTRY_MASTER_KEY_PREVIOUS = masterKey().toString('base64');
    env.TENANTRY_MASTER_KEY = randomBytes(32).toString('base64');
    expect(await opens()).toBe(true);
    expect(await rewrapKeys()).toEqual({ rewrapped: 3 });
    expect(await rewrapKeys()).toEqual({ rewrapped: 0 });
    env.TENANTRY_MASTER_KEY_PREVIOUS = undefined;
    expect(await opens()).toBe(true);
  });

  it('goes on after a crash, before and after there is a new key', async () => {
    const before = masterKey();
    createKeyFile(PREVIOUS_MASTER_FILE, before);
    expect(await opens()).toBe(true);
    expect(await rewrapKeys()).toEqual({ rewrapped: 3 });
    expect(masterKey()).not.toEqual(before);
    expect(readKeyFile(PREVIOUS_MASTER_FILE)).toBeUndefined();
    expect(await opens()).toBe(true);
    const after = masterKey();
    createKeyFile(PREVIOUS_MASTER_FILE, before);
    expect(await rewrapKeys()).toEqual({ rewrapped: 0 });
    expect(masterKey()).toEqual(after);
    expect(readKeyFile(PREVIOUS_MASTER_FILE)).toBeUndefined();
    expect(await opens()).toBe(true);
  });

  it('asked for several times at once, loses nothing', async () => {
    const outcomes = await Promise.allSettled([rewrapKeys(), rewrapKeys(), rewrapKeys()]);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await opens()).toBe(true);
    await rewrapKeys();
    expect(listKeyFiles()).not.toContain(PREVIOUS_MASTER_FILE);
    expect(await opens()).toBe(true);
  });

  it('includes the installation’s own keys, and keeps the old one while a file is not understood', async () => {
    const signed = await receiptPublicKey();
    createKeyFile('strange.key', Buffer.of(1, 2, 3));
    await expect(rewrapKeys()).rejects.toThrow(/strange\.key/);
    expect(readKeyFile(PREVIOUS_MASTER_FILE)).toBeDefined();
    removeKeyFile('strange.key');
    await rewrapKeys();
    expect(readKeyFile(PREVIOUS_MASTER_FILE)).toBeUndefined();
    expect(await receiptPublicKey()).toEqual(signed);
  });

  it('refuses in words under a key that never was', async () => {
    env.TENANTRY_MASTER_KEY = randomBytes(32).toString('base64');
    removeKeyFile(MASTER_FILE);
    forgetKeyRings();
    forgetNamespaces();
    await expect(openKeyRing(tenant.ctx.tenantId)).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('TENANTRY_MASTER_KEY'),
    });
  });
});
