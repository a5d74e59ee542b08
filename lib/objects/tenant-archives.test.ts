import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { dataPath } from '@/lib/env';
import { newId } from '@/lib/ids';
import { activateVersion, destroyVersion, prepareVersion } from '@/lib/keys/rotate-version';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantArchives } from './tenant-archives';

let tenant: MadeTenant;
beforeAll(async () => {
  tenant = await makeTenant();
});
afterAll(closePools);

const fileOf = (id: string) =>
  path.join(
    dataPath('objects', tenantKeys(tenant.ctx).namespace('objects')),
    'export',
    `${id}.pieces`,
  );

async function stored(bytes: Buffer, steps = 700_001): Promise<string> {
  const id = newId();
  const writer = await tenantArchives(tenant.ctx).create(id);
  for (let at = 0; at < bytes.length; at += steps)
    await writer.write(bytes.subarray(at, at + steps));
  expect((await writer.finish()).bytes).toBe(bytes.length);
  return id;
}

async function readBack(id: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of (await tenantArchives(tenant.ctx).read(id)) ?? []) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('archives', () => {
  it.each([0, 1, 1024 * 1024, 3_500_000])('come back as they were: %i bytes', async (size) => {
    const bytes = randomBytes(size);
    expect((await readBack(await stored(bytes))).equals(bytes)).toBe(true);
  });

  it('lie sealed', async () => {
    const id = await stored(Buffer.from('the canary sings '.repeat(1000)));
    expect((await fs.readFile(fileOf(id))).includes('canary')).toBe(false);
  });

  it('do not open cut off at a piece, with two pieces swapped, or under another id', async () => {
    const id = await stored(randomBytes(3_000_000));
    const whole = await fs.readFile(fileOf(id));
    const piece = 4 + whole.readUInt32BE(0);
    const [first, second] = [whole.subarray(0, piece), whole.subarray(piece, 2 * piece)];
    await fs.writeFile(fileOf(id), whole.subarray(0, 2 * piece));
    await expect(readBack(id)).rejects.toThrow();
    await fs.writeFile(fileOf(id), Buffer.concat([second, first, whole.subarray(2 * piece)]));
    await expect(readBack(id)).rejects.toThrow();
    const other = newId();
    await fs.writeFile(fileOf(other), whole);
    await expect(readBack(other)).rejects.toThrow();
  });

  it('leave nothing when they are given up, and are gone when removed', async () => {
    const id = newId();
    const writer = await tenantArchives(tenant.ctx).create(id);
    await writer.write(randomBytes(10));
    await writer.discard();
    const names = await fs.readdir(path.dirname(fileOf(id)));
    expect(names.filter((name) => name.startsWith(id))).toEqual([]);
    const kept = await stored(randomBytes(10));
    await tenantArchives(tenant.ctx).remove(kept);
    expect(await tenantArchives(tenant.ctx).read(kept)).toBeUndefined();
  });

  it('are written anew under a newer key', async () => {
    const bytes = randomBytes(2_000_000);
    const id = await stored(bytes);
    const archives = tenantArchives(tenant.ctx);
    await activateVersion(tenant.ctx, await prepareVersion(tenant.ctx));
    expect(await archives.sealedBefore(2)).toContain(id);
    await archives.reseal(id);
    expect(await archives.sealedBefore(2)).not.toContain(id);
    await destroyVersion(tenant.ctx, 1);
    expect((await readBack(id)).equals(bytes)).toBe(true);
  });

  it('are nobody else’s', async () => {
    const other = await makeTenant();
    expect(await tenantArchives(other.ctx).read(await stored(randomBytes(10)))).toBeUndefined();
  });
});
