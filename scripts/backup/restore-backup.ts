import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type Home, prepareHome } from '@/lib/db/embedded/home';
import { endLeftover } from '@/lib/db/embedded/leftover';
import { dataPath, env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { hasEnded, removeExpiredCopies } from '@/lib/keys/key-copies';
import { markRestored } from '@/lib/lifecycle/repair/restore-mark';
import { noteRestoredVectors } from '@/lib/vectors/restored-vectors';
import { copyTree, filesBelow, syncFiles } from './copy-tree';
import { openInstallation, putInstallation } from './installation-secrets';
import { verifiedManifest } from './manifest';
import { mergeKeys } from './merge-keys';

export interface RestoreOptions {
  /** A backup's directory, or the one above it: then the newest in it. */
  directory: string;
  /** The copy of the keys; default: beside the backup, where it has not ended. */
  keys?: string;
}

export interface Restored {
  data: string;
  createdAt: string;
  files: number;
  /** Key files that were put back. */
  keys: number;
  database: 'embedded' | 'external';
}

/**
 * Puts a verified backup in the place of what is here. The caller holds the data directory's lock. Keys that
 * are here stay, the journal of erasures only grows, and an erased tenant's keys are not put back; the next
 * start replays the journal before it serves, and has every tenant's vectors and files compared with its rows
 * while it does. What was here is removed at the end, and is put back when
 * anything fails before.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const data = newestBackup(options.directory);
  const manifest = await verifiedManifest(data);
  if (manifest.database === 'embedded' && env.DATABASE_URL)
    throw new AppError('conflict', 'The backup has an embedded database, and DATABASE_URL is set.');
  removeExpiredCopies();
  const keys = keyCopy(options, data, manifest.keys.directory);
  // Rejects under another master key: before anything is touched.
  const installation = keys ? await openInstallation(keys) : undefined;
  const merged = await mergeKeys(keys);
  if (installation) putInstallation(installation);
  const home = manifest.database === 'embedded' ? await prepareHome() : undefined;
  if (home) await endLeftover(home);
  const places = [
    { from: 'objects', to: dataPath('objects') },
    { from: 'vectors', to: dataPath('vectors') },
    ...(home ? [{ from: 'database', to: home.pgdata }] : []),
  ];
  // Before, so that a crash in between leaves it; after, since what came with the copy is older than the mark.
  markRestored();
  await replaceAll(data, places, home);
  noteRestoredVectors();
  markRestored();
  return {
    data,
    createdAt: manifest.createdAt,
    files: manifest.files.length,
    keys: merged,
    database: manifest.database,
  };
}

interface Replacement {
  from: string;
  to: string;
}

const STAGED = '.restoring';
const BEFORE = '.before-restore';

/**
 * Everything is copied beside what is here first: until the directories change places, in a moment, whoever
 * interrupts this finds the installation as it was. What an interrupted restore left is removed.
 */
async function replaceAll(
  data: string,
  places: Replacement[],
  home: Home | undefined,
): Promise<void> {
  for (const { from, to } of places) {
    const staged = `${to}${STAGED}`;
    remove(staged);
    fs.mkdirSync(staged, { recursive: true, mode: 0o700 });
    await copyTree(path.join(data, from), staged, from);
    await syncFiles(staged, await filesBelow(staged));
    if (home && to === home.pgdata) finishCluster(staged, home);
  }
  const moved: Replacement[] = [];
  try {
    for (const { to } of places) {
      remove(`${to}${BEFORE}`);
      if (fs.existsSync(to)) {
        fs.renameSync(to, `${to}${BEFORE}`);
        moved.push({ from: `${to}${BEFORE}`, to });
      }
      fs.renameSync(`${to}${STAGED}`, to);
    }
  } catch (error) {
    for (const { from, to } of moved) {
      remove(to);
      fs.renameSync(from, to);
    }
    throw error;
  }
  for (const { from } of moved) remove(from);
}

function remove(directory: string): void {
  fs.rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

/** Directories that a cluster needs and that hold no file in a backup. */
const EMPTY = [
  'pg_commit_ts',
  'pg_dynshmem',
  'pg_logical/mappings',
  'pg_logical/snapshots',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_tblspc',
  'pg_twophase',
  'pg_wal/archive_status',
  'pg_wal/summaries',
  'pg_multixact/members',
  'pg_multixact/offsets',
];

function finishCluster(pgdata: string, { user }: Home): void {
  for (const name of EMPTY) fs.mkdirSync(path.join(pgdata, name), { recursive: true, mode: 0o700 });
  if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, pgdata]);
}

function newestBackup(given: string): string {
  const directory = path.resolve(given);
  if (fs.existsSync(path.join(directory, 'manifest.json'))) return directory;
  const found = fs.existsSync(directory)
    ? fs
        .readdirSync(directory)
        .filter((name) => /^data-\d{4}-[\dTZ-]+$/.test(name))
        .sort()
    : [];
  const finished = found.filter((name) =>
    fs.existsSync(path.join(directory, name, 'manifest.json')),
  );
  const newest = finished.at(-1);
  if (!newest) throw new AppError('invalid_input', `There is no backup in ${directory}.`);
  return path.join(directory, newest);
}

function keyCopy(options: RestoreOptions, data: string, name: string): string | undefined {
  const given = options.keys && path.resolve(options.keys);
  const candidates = given
    ? [given, path.join(given, name)]
    : [path.join(path.dirname(data), name)];
  const found = candidates.find((each) => fs.existsSync(path.join(each, 'installation.sealed')));
  if (given && !found)
    throw new AppError('invalid_input', `There is no copy of the keys in ${given}.`);
  if (found && hasEnded(found)) {
    if (!given) return undefined;
    throw new AppError(
      'invalid_input',
      `The copy of the keys in ${found} has ended: what was erased since could come back with it. Use a newer one.`,
    );
  }
  return found;
}
