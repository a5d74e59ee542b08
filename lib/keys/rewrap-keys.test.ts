import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { ownDataDirectory } from '@/e2e/support/own-data-directory';
import { superuserClient } from '@/e2e/support/superuser-client';
import { closePools } from '@/lib/db/pools';
import { dataPath, env } from '@/lib/env';
import { newId } from '@/lib/ids';
import { receiptPublicKey } from '@/lib/lifecycle/erase/sign-receipt';
import { openInstallation, sealInstallation } from '@/scripts/backup/installation-secrets';
import { adoptKeys, copyKeys } from './key-copies';
import { createKeyFile, listKeyFiles, readKeyFile, removeKeyFile } from './key-directory';
import { forgetKeyRings, openKeyRing } from './key-rings';
import { MASTER_FILE, masterKey, PREVIOUS_MASTER_FILE } from './master-key';
import { forgetNamespaces } from './namespace-name';
import { rewrapKeys } from './rewrap-keys';
import { activateVersion, destroyVersion, prepareVersion } from './rotate-version';
import { tenantKeys } from './tenant-keys';

const place = { table: 'document', row: newId(), column: 'name' };
let superuser: Awaited<ReturnType<typeof superuserClient>>;
let undo: () => void;
let tenant: MadeTenant;
let sealed: Buffer;
let namespace: string;

beforeAll(async () => {
  superuser = await superuserClient();
});
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
afterAll(async () => {
  await superuser.end();
  await closePools();
});

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
    expect(await rewrapKeys()).toMatchObject({ rewrapped: 3 });
    expect(masterKey()).not.toEqual(before);
    expect(listKeyFiles()).not.toContain(PREVIOUS_MASTER_FILE);
    expect(await opens()).toBe(true);
  });

  it('moves from the environment’s previous key to its new one', async () => {
    env.TENANTRY_MASTER_KEY_PREVIOUS = masterKey().toString('base64');
    env.TENANTRY_MASTER_KEY = randomBytes(32).toString('base64');
    expect(await opens()).toBe(true);
    expect(await rewrapKeys()).toMatchObject({ rewrapped: 3 });
    expect(await rewrapKeys()).toMatchObject({ rewrapped: 0 });
    env.TENANTRY_MASTER_KEY_PREVIOUS = undefined;
    expect(await opens()).toBe(true);
  });

  it('goes on after a crash, before and after there is a new key', async () => {
    const before = masterKey();
    createKeyFile(PREVIOUS_MASTER_FILE, before);
    expect(await opens()).toBe(true);
    expect(await rewrapKeys()).toMatchObject({ rewrapped: 3 });
    expect(masterKey()).not.toEqual(before);
    expect(readKeyFile(PREVIOUS_MASTER_FILE)).toBeUndefined();
    expect(await opens()).toBe(true);
    const after = masterKey();
    createKeyFile(PREVIOUS_MASTER_FILE, before);
    expect(await rewrapKeys()).toMatchObject({ rewrapped: 0 });
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

  it('includes a tenant that is being erased, and one that is a canary', async () => {
    const [erasing, canary] = [await makeTenant(), await makeTenant()];
    const change = (set: string, { ctx }: MadeTenant) =>
      superuser.query(`update tenant set ${set} where id = $1`, [ctx.tenantId]);
    await change("state = 'erasing'", erasing);
    await change('canary = true', canary);
    // Those of the first tenant, and two each.
    expect(await rewrapKeys()).toMatchObject({ rewrapped: 7 });
    for (const { ctx } of [erasing, canary]) {
      forgetKeyRings();
      await openKeyRing(ctx.tenantId);
    }
  });

  it('keeps the old one for keys of a tenant that the database does not have', async () => {
    const name = `${'ab'.repeat(16)}.v1`;
    createKeyFile(name, Buffer.of(1, 2, 3));
    await expect(rewrapKeys()).rejects.toThrow(name);
    expect(readKeyFile(PREVIOUS_MASTER_FILE)).toBeDefined();
    removeKeyFile(name);
    await rewrapKeys();
    expect(readKeyFile(PREVIOUS_MASTER_FILE)).toBeUndefined();
  });

  it('follows into the copies of backups, and says which it does not reach', async () => {
    const [here, away] = ['here', 'away'].map((name) => dataPath('..', `copy-${name}-${newId()}`));
    for (const directory of [here, away]) copyKeys(directory ?? '');
    fs.rmSync(away ?? '', { recursive: true });
    await sealInstallation(here ?? '');
    expect((await rewrapKeys()).copies).toEqual({ rewrapped: 4, left: [away] });
    // The keys are gone here, and the copy brings them back under the master key of now.
    for (const name of listKeyFiles()) if (name !== MASTER_FILE) removeKeyFile(name);
    forgetNamespaces();
    await openInstallation(here ?? '');
    adoptKeys(here ?? '', (name) => !/^(EXPIRES|installation)/.test(name));
    expect(await opens()).toBe(true);
    fs.rmSync(here ?? '', { recursive: true });
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
