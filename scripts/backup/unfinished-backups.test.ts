import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { dataPath } from '@/lib/env';
import { knownKeyCopies } from '@/lib/keys/copy-register';
import { copyKeys } from '@/lib/keys/key-copies';
import { keyDirectory } from '@/lib/keys/key-directory';
import { versionFile } from '@/lib/keys/key-files';
import { copyVectorFiles } from './copy-vectors';
import { removeUnfinished, unfinishedName } from './unfinished-backups';

let directory: string;
beforeAll(async () => {
  await makeTenant();
});
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-unfinished-'));
});
afterAll(closePools);

/** The number of a process that has ended. */
const ended = () => spawnSync(process.execPath, ['-e', '']).pid;
const left = () => fs.readdirSync(directory).sort();

function begin(stamp: string, pid = process.pid): string {
  const name = unfinishedName(stamp).replace(`.${process.pid}.`, `.${pid}.`);
  fs.mkdirSync(path.join(directory, name, 'objects'), { recursive: true });
  copyKeys(path.join(directory, `keys-${stamp}`));
  return name;
}

describe('a backup that was killed', () => {
  it('is removed by the next one, with its copy of the keys', () => {
    begin('2026-01-01T00-00-00-000Z', ended());
    expect(removeUnfinished(directory, directory)).toHaveLength(1);
    expect(left()).toEqual([]);
    expect(knownKeyCopies().filter((copy) => copy.directory.startsWith(directory))).toEqual([]);
  });

  it('is told apart from one that goes on, and from one of another machine', () => {
    const going = begin('2026-01-01T00-00-00-000Z');
    const elsewhere = 'data-2026-01-02T00-00-00-000Z.elsewhere.1.partial';
    fs.mkdirSync(path.join(directory, elsewhere));
    expect(removeUnfinished(directory, directory)).toEqual([]);
    expect(left()).toEqual([going, elsewhere, 'keys-2026-01-01T00-00-00-000Z'].sort());
    const weekAgo = new Date(Date.now() - 8 * 86_400_000);
    fs.utimesSync(path.join(directory, elsewhere), weekAgo, weekAgo);
    expect(removeUnfinished(directory, directory)).toEqual([path.join(directory, elsewhere)]);
  });
});

describe('two backups at once', () => {
  it('lose neither’s copy of the keys', () => {
    const [one, two] = ['keys-1', 'keys-2'].map((name) => path.join(directory, name));
    // The second one ends while the first writes its entry.
    const renameSync = fs.renameSync;
    const rename = vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      rename.mockRestore();
      copyKeys(two ?? '');
      renameSync(from, to);
    });
    copyKeys(one ?? '');
    expect(knownKeyCopies().map((copy) => copy.directory)).toEqual(
      expect.arrayContaining([one, two]),
    );
  });

  it('know what an earlier version wrote down', () => {
    const copy = { directory: path.join(directory, 'keys-0'), expiresAt: '2999-01-01T00:00:00Z' };
    fs.writeFileSync(dataPath('key-copies.json'), JSON.stringify([copy]));
    expect(knownKeyCopies()).toContainEqual(copy);
    fs.rmSync(dataPath('key-copies.json'));
  });

  it('do not copy a key that an erasure takes away in this moment', async () => {
    const { ctx } = await makeTenant();
    const name = versionFile(ctx.tenantId, 1);
    const cpSync = fs.cpSync;
    const copy = vi.spyOn(fs, 'cpSync').mockImplementation((from, to, options) => {
      cpSync(from, to, options);
      if (path.basename(String(from)) !== name) return;
      fs.rmSync(path.join(keyDirectory(), name));
    });
    copyKeys(path.join(directory, 'keys-3'));
    copy.mockRestore();
    expect(fs.readdirSync(path.join(directory, 'keys-3'))).not.toContain(name);
  });
});

it('vectors are copied with every file that their versions name', async () => {
  const [from, to] = [path.join(directory, 'vectors'), path.join(directory, 'copy')];
  const write = (name: string) => {
    fs.mkdirSync(path.dirname(path.join(from, name)), { recursive: true });
    fs.writeFileSync(path.join(from, name), name);
  };
  for (const name of ['a/_deletions/1', 'a/_versions/1', 'a/data/1']) write(name);
  // A clean-up takes a file away after it was listed, and a newer version takes its place.
  const open = fs.promises.open;
  const opened = vi.spyOn(fs.promises, 'open').mockImplementation((file, ...rest) => {
    opened.mockRestore();
    fs.rmSync(path.join(from, 'a/data/1'));
    for (const name of ['a/data/2', 'a/_deletions/2', 'a/_versions/2']) write(name);
    return open(file, ...rest);
  });
  const copied = await copyVectorFiles(from, to);
  const names = copied.map((file) => file.path.replace('vectors/a/', '')).sort();
  expect(names).toEqual(['_deletions/1', '_deletions/2', '_versions/1', '_versions/2', 'data/2']);
  expect(fs.existsSync(path.join(to, 'a/data/1'))).toBe(false);
});
