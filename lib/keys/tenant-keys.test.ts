import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { ownDataDirectory } from '@/e2e/support/own-data-directory';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { sealBytes, sealedVersion } from './envelope';
import { keyDirectory } from './key-directory';
import { indexFile, keyVersions, versionFile } from './key-files';
import { forgetKeyRing, forgetKeyRings, keyRing, legacyIndex } from './key-rings';
import { wrapKey } from './key-service';
import { masterKey } from './master-key';
import { namespaceName } from './namespace-name';
import { activateVersion, destroyVersion, olderVersions, prepareVersion } from './rotate-version';
import { createTenantKeys, destroyTenantKeys, hasTenantKeys } from './tenant-key-files';
import { tenantKeys } from './tenant-keys';

const place = { table: 'document', row: newId(), column: 'name' };
const at = (name: string) => path.join(keyDirectory(), name);
let tenant: MadeTenant;
let id: string;

let undo: () => void;
beforeEach(async () => {
  undo = ownDataDirectory();
  tenant = await makeTenant();
  id = tenant.ctx.tenantId;
});
afterEach(() => undo());
afterAll(closePools);

describe('tenant keys', () => {
  it('are made with the tenant, wrapped, and under names that do not name it', () => {
    expect(keyVersions(id)).toMatchObject([{ version: 1, state: 'active' }]);
    const held = keyRing(id).content.get(1) as Buffer;
    for (const name of fs.readdirSync(keyDirectory())) {
      const bytes = fs.readFileSync(at(name));
      expect(bytes.includes(held)).toBe(false);
      expect(name).not.toContain(id.slice(0, 8));
    }
  });

  it('open a value at its place alone, for its tenant alone', async () => {
    const other = await makeTenant();
    const keys = tenantKeys(tenant.ctx);
    const sealed = keys.seal(place, 'words');
    expect(keys.openText(place, sealed)).toBe('words');
    expect(() => keys.open({ ...place, row: newId() }, sealed)).toThrow();
    expect(() => tenantKeys(other.ctx).open(place, sealed)).toThrow();
  });

  it('are never made anew in a lost one’s place', () => {
    const sealed = tenantKeys(tenant.ctx).seal(place, 'words');
    fs.rmSync(at(versionFile(id, 1)));
    forgetKeyRing(id);
    const open = () => tenantKeys(tenant.ctx).open(place, sealed);
    expect(open).toThrow(expect.objectContaining({ code: 'store_unavailable' }));
    expect(() => tenantKeys(tenant.ctx).seal(place, 'more')).toThrow(/missing/);
    expect(fs.existsSync(at(versionFile(id, 1)))).toBe(false);
    // Names of directories do not depend on them: what is left can still be erased.
    expect(tenantKeys(tenant.ctx).namespace('objects')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('open older versions, seal under the newest, and keep index and recognition', async () => {
    const keys = tenantKeys(tenant.ctx);
    const [term, mac] = [keys.termHash('word'), keys.contentMac(Buffer.from('bytes'))];
    const first = keys.seal(place, 'first');

    const version = await prepareVersion(tenant.ctx);
    expect(await prepareVersion(tenant.ctx)).toBe(version);
    expect(sealedVersion(keys.seal(place, 'x'))).toBe(1);
    await activateVersion(tenant.ctx, version);
    await activateVersion(tenant.ctx, version);
    const second = keys.seal(place, 'second');
    expect(sealedVersion(second)).toBe(2);
    expect(keys.openText(place, first)).toBe('first');

    expect(olderVersions(tenant.ctx)).toEqual([1]);
    await expect(destroyVersion(tenant.ctx, 2)).rejects.toThrow('in use');
    await destroyVersion(tenant.ctx, 1);
    expect(() => keys.open(place, first)).toThrow('No key version 1');
    expect(keys.openText(place, second)).toBe('second');
    expect(fs.statSync(at(versionFile(id, 1))).size).toBe(0);
    expect(keys.termHash('word')).toEqual(term);
    expect(keys.contentMac(Buffer.from('bytes'))).toEqual(mac);
    expect(await prepareVersion(tenant.ctx)).toBe(3);
  });

  it('made by another process are found by a value that needs them', async () => {
    const keys = tenantKeys(tenant.ctx);
    const key = randomBytes(32);
    keys.seal(place, 'in memory by now');
    // As another process would: only the file changes.
    const bytes = await wrapKey(`wrapped|${id}|v2`, key);
    fs.writeFileSync(at(versionFile(id, 2)), bytes);
    const content = (() => {
      forgetKeyRing(id);
      const ring = keyRing(id);
      return ring.content.get(2) as Buffer;
    })();
    fs.renameSync(at(versionFile(id, 2)), at('aside'));
    forgetKeyRing(id);
    keys.seal(place, 'knows version 1 alone');
    fs.renameSync(at('aside'), at(versionFile(id, 2)));
    const aad = `${id}|${place.table}|${place.row}|${place.column}`;
    const sealed = sealBytes(content, 2, aad, Buffer.from('new'));
    expect(keys.openText(place, sealed)).toBe('new');
  });

  it('of an installation before versions keep opening, names and index included', async () => {
    const old = newId();
    const root = randomBytes(32);
    const file = at(`${namespaceName('key', old)}.v1`);
    fs.writeFileSync(file, sealBytes(masterKey(), 1, `wrapped|${old}`, root));
    const ring = keyRing(old);
    expect(Buffer.concat([ring.lexical, ring.mac])).toEqual(legacyIndex(old, root));
    const { lexical } = ring;
    await createTenantKeys(old);
    expect(fs.existsSync(at(indexFile(old)))).toBe(false);
    expect(keyRing(old).lexical).toEqual(lexical);
  });

  it('are gone, all of them, after an erasure', async () => {
    const sealed = tenantKeys(tenant.ctx).seal(place, 'words');
    await activateVersion(tenant.ctx, await prepareVersion(tenant.ctx));
    expect(await destroyTenantKeys(id)).toBe(3);
    expect(await hasTenantKeys(id)).toBe(false);
    expect(() => tenantKeys(tenant.ctx).open(place, sealed)).toThrow(/missing/);
    forgetKeyRings();
  });
});
