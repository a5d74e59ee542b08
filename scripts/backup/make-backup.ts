import fs from 'node:fs';
import path from 'node:path';
import { now } from '@/lib/clock';
import { prepareHome } from '@/lib/db/embedded/home';
import { dataPath, env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { copyKeys, removeExpiredCopies } from '@/lib/keys/key-copies';
import { copyRunningCluster, copyStoppedCluster } from './copy-cluster';
import { type CopiedFile, copyTree, syncFiles } from './copy-tree';
import { copyVectorFiles } from './copy-vectors';
import { sealInstallation } from './installation-secrets';
import { saveManifest } from './manifest';
import { removeUnfinished, unfinishedName } from './unfinished-backups';

export interface BackupOptions {
  /** Where the backup's own directory is made. */
  directory: string;
  /** Where the copy of the keys is made; default: the same. */
  keys?: string;
  /** Whether the product runs. */
  running: boolean;
}

export interface MadeBackup {
  data: string;
  keys: string;
  keysExpireAt: string;
  bytes: number;
  database: 'embedded' | 'external';
  /** Copies of the keys whose days were over. */
  expired: string[];
  /** What backups left that were killed. */
  unfinished: string[];
}

/**
 * Backs the installation up while it serves. Files are copied before and after the database, so that what
 * either names is there; keys before and after everything. Vectors come after the database, so they can be
 * those of a document that the database does not have yet, or lack those of one that was deleted since: a
 * restore has them compared and repaired. The wrapped keys lie apart and end by themselves, and the master
 * key is in neither. Whoever kills this leaves a directory that is no backup, and that the next one removes.
 */
export async function makeBackup(options: BackupOptions): Promise<MadeBackup> {
  const expired = removeExpiredCopies();
  const directory = path.resolve(options.directory);
  const keysDirectory = path.resolve(options.keys ?? options.directory);
  const stamp = now().toISOString().replace(/[:.]/g, '-');
  const data = path.join(directory, `data-${stamp}`);
  const keys = path.join(keysDirectory, `keys-${stamp}`);
  refuseInside(data);
  refuseInside(keys);
  const unfinished = removeUnfinished(directory, keysDirectory);
  const partial = path.join(directory, unfinishedName(stamp));
  fs.mkdirSync(partial, { recursive: true, mode: 0o700 });
  makeAlone(keys);
  copyKeys(keys);
  const files = await copyData(partial, options.running);
  const copy = copyKeys(keys);
  await sealInstallation(keys);
  saveManifest(partial, {
    version: 1,
    createdAt: now().toISOString(),
    database: env.DATABASE_URL ? 'external' : 'embedded',
    vectors: 'repaired after a restore',
    keys: { directory: path.basename(keys), expiresAt: copy.expiresAt },
    files,
  });
  fs.renameSync(partial, data);
  return {
    data,
    keys,
    keysExpireAt: copy.expiresAt,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    database: env.DATABASE_URL ? 'external' : 'embedded',
    expired,
    unfinished,
  };
}

/** Everything but the keys, on the disk when this returns. */
async function copyData(to: string, running: boolean): Promise<CopiedFile[]> {
  const files = new Map<string, CopiedFile>();
  const add = (copied: CopiedFile[]) => {
    for (const file of copied) files.set(file.path, file);
  };
  const objects = () => copyTree(dataPath('objects'), path.join(to, 'objects'), 'objects');
  add(await objects());
  if (!env.DATABASE_URL) add(await copyDatabase(path.join(to, 'database'), running));
  add(await objects());
  add(await copyVectorFiles(dataPath('vectors'), path.join(to, 'vectors')));
  const list = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  await syncFiles(
    to,
    list.map((file) => file.path),
  );
  return list;
}

/** Two backups of one moment would lie in one another. */
function makeAlone(directory: string): void {
  fs.mkdirSync(path.dirname(directory), { recursive: true, mode: 0o700 });
  try {
    fs.mkdirSync(directory, { mode: 0o700 });
  } catch (cause) {
    throw new AppError('conflict', `${directory} is there already. Run it again.`, { cause });
  }
}

async function copyDatabase(to: string, running: boolean): Promise<CopiedFile[]> {
  const home = await prepareHome();
  return running ? copyRunningCluster(home, to) : copyStoppedCluster(home, to);
}

/** A backup within the data would back itself up, and be deleted with it. */
function refuseInside(directory: string): void {
  if (!path.relative(dataPath(), directory).startsWith('..'))
    throw new AppError('invalid_input', 'A backup cannot lie within the data directory.');
}
