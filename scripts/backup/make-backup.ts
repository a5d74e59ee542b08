import fs from 'node:fs';
import path from 'node:path';
import { now } from '@/lib/clock';
import { prepareHome } from '@/lib/db/embedded/home';
import { dataPath, env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { copyKeys, removeExpiredCopies } from '@/lib/keys/key-copies';
import { copyRunningCluster, copyStoppedCluster } from './copy-cluster';
import { type CopiedFile, copyTree, syncFiles } from './copy-tree';
import { sealInstallation } from './installation-secrets';
import { saveManifest } from './manifest';

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
  expired: string[];
}

/**
 * Backs the installation up while it serves. Files are copied before and after the database, so that what
 * either names is there; keys before and after everything. The wrapped keys lie apart and end by
 * themselves, and the master key is in neither.
 */
export async function makeBackup(options: BackupOptions): Promise<MadeBackup> {
  const expired = removeExpiredCopies();
  const stamp = now().toISOString().replace(/[:.]/g, '-');
  const data = path.join(path.resolve(options.directory), `data-${stamp}`);
  const keys = path.join(path.resolve(options.keys ?? options.directory), `keys-${stamp}`);
  refuseInside(data);
  refuseInside(keys);
  fs.mkdirSync(data, { recursive: true, mode: 0o700 });
  copyKeys(keys);
  const files = new Map<string, CopiedFile>();
  const add = (copied: CopiedFile[]) => {
    for (const file of copied) files.set(file.path, file);
  };
  const objects = () => copyTree(dataPath('objects'), path.join(data, 'objects'), 'objects');
  add(await objects());
  const database = env.DATABASE_URL ? 'external' : 'embedded';
  if (database === 'embedded')
    add(await copyDatabase(path.join(data, 'database'), options.running));
  add(await objects());
  add(await copyTree(dataPath('vectors'), path.join(data, 'vectors'), 'vectors'));
  const copy = copyKeys(keys);
  await sealInstallation(keys);
  const list = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  await syncFiles(
    data,
    list.map((file) => file.path),
  );
  saveManifest(data, {
    version: 1,
    createdAt: now().toISOString(),
    database,
    keys: { directory: path.basename(keys), expiresAt: copy.expiresAt },
    files: list,
  });
  const bytes = list.reduce((sum, file) => sum + file.bytes, 0);
  return { data, keys, keysExpireAt: copy.expiresAt, bytes, database, expired };
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
