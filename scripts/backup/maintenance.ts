/** What the commands `backup`, `restore` and `keys` run; bundled to `dist/maintenance.mjs`. */
import { continueLogs } from '@/lib/audit/checkpoints/continue-logs';
import { fingerprint, verifierKey } from '@/lib/audit/checkpoints/note';
import { rotateSigningKey } from '@/lib/audit/checkpoints/signing-keys';
import { prepareHome } from '@/lib/db/embedded/home';
import { endLeftover } from '@/lib/db/embedded/leftover';
import { closePools } from '@/lib/db/pools';
import { startDatabase } from '@/lib/db/start-database';
import { env } from '@/lib/env';
import { type Rewrapped, rewrapKeys } from '@/lib/keys/rewrap-keys';
import { type BackupOptions, type MadeBackup, makeBackup } from './make-backup';
import { type Restored, type RestoreOptions, restoreBackup } from './restore-backup';

export async function backup(options: BackupOptions): Promise<MadeBackup> {
  // One that outlived its product would change the files while they are copied as those of a stopped one.
  if (!options.running && !env.DATABASE_URL) await endLeftover(await prepareHome());
  return makeBackup(options);
}

export function restore(options: RestoreOptions): Promise<Restored> {
  return restoreBackup(options);
}

/** Wraps every key anew; starts the database for it when the product does not run. */
export async function rotateMaster(options: {
  running: boolean;
  toLocal: boolean;
}): Promise<Rewrapped> {
  const database = options.running ? undefined : await startDatabase();
  try {
    return await rewrapKeys(options.toLocal ? 'local' : 'configured');
  } finally {
    await closePools();
    await database?.stop();
  }
}

/** Signs the audit logs' checkpoints with a new key from now on. */
export async function rotateAuditKey(): Promise<{ key: string; fingerprint: string }> {
  const key = await rotateSigningKey();
  return { key: verifierKey(key), fingerprint: fingerprint(key) };
}

/** Has audit logs go on that are not signed since a restore. */
export async function continueAudit(options: {
  running: boolean;
}): Promise<{ logId: string; size: number }[]> {
  const database = options.running ? undefined : await startDatabase();
  try {
    return await continueLogs();
  } finally {
    await closePools();
    await database?.stop();
  }
}
