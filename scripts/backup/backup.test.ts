import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { ownDataDirectory } from '@/e2e/support/own-data-directory';
import { SimulatedClock, setClock } from '@/lib/clock';
import { EMBEDDED_PORT } from '@/lib/db/embedded/home';
import { startEmbedded } from '@/lib/db/embedded/start-embedded';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { dataPath, env } from '@/lib/env';
import { newId } from '@/lib/ids';
import { knownKeyCopies } from '@/lib/keys/copy-register';
import { removeExpiredCopies } from '@/lib/keys/key-copies';
import { keyDirectory, listKeyFiles } from '@/lib/keys/key-directory';
import { versionFile } from '@/lib/keys/key-files';
import { masterKey } from '@/lib/keys/master-key';
import { destroyTenantKeys } from '@/lib/keys/tenant-key-files';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { appendErasure, journalFile, readJournal } from '@/lib/lifecycle/erasure-journal';
import { readRestore } from '@/lib/lifecycle/repair/restore-mark';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { secrets } from '@/lib/secrets';
import { type MadeBackup, makeBackup } from './make-backup';
import { restoreBackup } from './restore-backup';

const WORDS = 'what somebody wrote';
const DAY_MS = 86_400_000;
/** Thousands of small files, on a machine that may be busy. */
const MINUTES = 180_000;
let directory: string;
let made: MadeBackup;
let tenant: MadeTenant;
let folder: string;
let object: string;
const undo: (() => void)[] = [];

beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-backup-'));
  tenant = await makeTenant();
  [folder, object] = [newId(), newId()];
  const place = { table: 'folder', row: folder, column: 'name' };
  await withTenantSql(tenant.ctx, (sql) =>
    sql(
      `insert into folder (tenant_id, id, name_sealed, created_by, created_at) values (:tenant, $1, $2, $3, now())`,
      [folder, tenantKeys(tenant.ctx).seal(place, WORDS), tenant.ctx.principal.id],
    ),
  );
  await tenantObjects(tenant.ctx).put('original', object, Buffer.from(WORDS));
  made = await makeBackup({ directory, running: true });
}, MINUTES);
afterEach(() => {
  for (const one of undo.splice(0).reverse()) one();
});
afterAll(async () => {
  fs.rmSync(directory, { recursive: true, force: true });
  await closePools();
});

/** Another machine: nothing but the master key, which its operator keeps. */
function anotherMachine(): void {
  const master = masterKey();
  undo.push(ownDataDirectory());
  fs.mkdirSync(keyDirectory(), { recursive: true });
  fs.writeFileSync(path.join(keyDirectory(), 'master.key'), master);
}

/** The folder's sealed name in the restored cluster, as PostgreSQL says after its recovery. */
async function restoredName(): Promise<Buffer | undefined> {
  const running = await startEmbedded({ durable: false });
  const { database } = secrets().postgres;
  const client = new Client({
    host: running.home.socket,
    port: EMBEDDED_PORT,
    database,
    ...running.home.superuser,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ name_sealed: Buffer }>(
      'select name_sealed from folder where id = $1',
      [folder],
    );
    return rows[0]?.name_sealed;
  } finally {
    await client.end();
    await running.stop();
  }
}

vi.setConfig({ testTimeout: MINUTES });

describe('a backup of a running installation', () => {
  it('comes back on another machine, with database, objects and keys', async () => {
    anotherMachine();
    const restored = await restoreBackup({ directory });
    expect(restored).toMatchObject({ data: made.data, database: 'embedded' });
    // What is not of one moment is compared once the product runs, and both say so.
    expect(readRestore()).toBeDefined();
    const manifest = JSON.parse(fs.readFileSync(path.join(made.data, 'manifest.json'), 'utf8'));
    expect(manifest.vectors).toBe('repaired after a restore');
    const sealed = await restoredName();
    if (!sealed) throw new Error('The row is missing.');
    const place = { table: 'folder', row: folder, column: 'name' };
    expect(tenantKeys(tenant.ctx).openText(place, sealed)).toBe(WORDS);
    expect((await tenantObjects(tenant.ctx).get('original', object))?.toString()).toBe(WORDS);
  });

  it('holds no master key, and no key beside the data', async () => {
    expect(fs.readdirSync(made.data).sort()).toEqual(
      ['database', 'manifest.json', 'objects']
        .concat(fs.existsSync(path.join(made.data, 'vectors')) ? ['vectors'] : [])
        .sort(),
    );
    expect(fs.readdirSync(made.keys)).toContain(versionFile(tenant.ctx.tenantId, 1));
    expect(fs.readdirSync(made.keys)).not.toContain('master.key');
  });

  it('is refused when a byte differs, or a file is missing or too much', async () => {
    anotherMachine();
    const version = path.join(made.data, 'database', 'PG_VERSION');
    const before = fs.readFileSync(version);
    fs.appendFileSync(version, 'x');
    await expect(restoreBackup({ directory })).rejects.toMatchObject({ code: 'invalid_input' });
    fs.rmSync(version);
    await expect(restoreBackup({ directory })).rejects.toThrow(/PG_VERSION/);
    fs.writeFileSync(version, before);
    const stranger = path.join(made.data, 'objects', 'stranger');
    fs.writeFileSync(stranger, 'x');
    await expect(restoreBackup({ directory })).rejects.toThrow(/stranger/);
    fs.rmSync(stranger);
    expect(listKeyFiles()).toEqual(['master.key']);
  });

  it('leaves what is here as it is until all of it is copied', async () => {
    anotherMachine();
    const own = path.join(dataPath('objects'), 'own');
    fs.mkdirSync(dataPath('objects'), { recursive: true });
    fs.writeFileSync(own, 'x');
    const staged = dataPath('postgres', 'pgdata.restoring', 'PG_VERSION');
    const renameSync = fs.renameSync;
    const rename = vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (!String(to).endsWith('.before-restore')) return renameSync(from, to);
      rename.mockRestore();
      expect(fs.existsSync(own)).toBe(true);
      expect(fs.existsSync(staged)).toBe(true);
      throw new Error('interrupted');
    });
    undo.push(() => rename.mockRestore());
    await expect(restoreBackup({ directory })).rejects.toThrow('interrupted');
    expect(fs.existsSync(own)).toBe(true);
    await restoreBackup({ directory });
    expect(fs.existsSync(own)).toBe(false);
    const left = [...fs.readdirSync(dataPath()), ...fs.readdirSync(dataPath('postgres'))];
    expect(left.filter((name) => /restor/.test(name))).toEqual(['restored.json']);
  });

  it('is refused under another master key, and without keys', async () => {
    undo.push(ownDataDirectory());
    await expect(restoreBackup({ directory })).rejects.toThrow(/master key/);
    fs.renameSync(made.keys, `${made.keys}.aside`);
    await expect(restoreBackup({ directory })).rejects.toThrow(/--keys/);
    fs.renameSync(`${made.keys}.aside`, made.keys);
  });

  it('is refused with keys whose days are over, wherever they were taken', async () => {
    anotherMachine();
    undo.push(setClock(new SimulatedClock(Date.parse(made.keysExpireAt))));
    await expect(restoreBackup({ directory, keys: made.keys })).rejects.toThrow(/has ended/);
    await expect(restoreBackup({ directory })).rejects.toThrow(/no copy of the keys/);
    expect(fs.existsSync(made.keys)).toBe(true);
  });

  it('never brings an erased tenant’s keys back, and never shortens the journal', async () => {
    anotherMachine();
    const [kept, erased] = [await makeTenant(), await makeTenant()];
    const near = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-near-'));
    undo.push(() => fs.rmSync(near, { recursive: true, force: true }));
    await makeBackup({ directory: near, running: false });
    const entry = (tenantId: string) => ({
      kind: 'tenant' as const,
      tenantId,
      subjectId: tenantId,
      operationId: newId(),
      requestedBy: newId(),
      requestedAt: new Date().toISOString(),
    });
    appendErasure(entry(erased.ctx.tenantId));
    // A copy out of reach of the erasure: another medium.
    const away = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-away-'));
    undo.push(() => fs.rmSync(away, { recursive: true, force: true }));
    fs.cpSync(near, away, { recursive: true });
    await destroyTenantKeys(erased.ctx.tenantId);
    await destroyTenantKeys(kept.ctx.tenantId);
    const journal = fs.readFileSync(journalFile(), 'utf8');
    await restoreBackup({ directory: away });
    expect(listKeyFiles()).toContain(versionFile(kept.ctx.tenantId, 1));
    expect(listKeyFiles()).not.toContain(versionFile(erased.ctx.tenantId, 1));
    expect(fs.readFileSync(journalFile(), 'utf8')).toBe(journal);
    expect(readJournal()).toHaveLength(1);
  });

  it('loses its copy of the keys after the stated days, and at once for an erased tenant', async () => {
    const file = path.join(made.keys, versionFile(tenant.ctx.tenantId, 1));
    expect(fs.existsSync(file)).toBe(true);
    await destroyTenantKeys(tenant.ctx.tenantId);
    expect(fs.existsSync(file)).toBe(false);
    const start = Date.parse(made.keysExpireAt);
    expect(start - Date.now()).toBeLessThanOrEqual(env.TENANTRY_KEY_COPY_DAYS * DAY_MS);
    undo.push(setClock(new SimulatedClock(start - 1_000)));
    expect(removeExpiredCopies()).not.toContain(made.keys);
    undo.push(setClock(new SimulatedClock(start)));
    expect(removeExpiredCopies()).toContain(made.keys);
    expect(fs.existsSync(made.keys)).toBe(false);
    expect(fs.existsSync(made.data)).toBe(true);
    expect(knownKeyCopies().map((copy) => copy.directory)).not.toContain(made.keys);
  });
});
