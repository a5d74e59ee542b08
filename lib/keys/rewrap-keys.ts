import { randomBytes } from 'node:crypto';
import { inKeyTurn } from '@/lib/db/key-turn';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { createKeyFile, listKeyFiles, removeKeyFile, replaceKeyFile } from './key-directory';
import type { Wrapper } from './key-service';
import { MASTER_FILE, masterKey, PREVIOUS_MASTER_FILE } from './master-key';
import { openNamespaces } from './namespace-name';
import { type RewrappedCopies, rewrapCopies } from './rewrap-copies';
import { isCurrent, rewrapFile } from './rewrap-file';
import { wrappedFiles } from './wrapped-files';

export interface Rewrapped {
  /** Keys of this installation. */
  rewrapped: number;
  copies: RewrappedCopies;
}

/**
 * Wraps every key on the disk anew, whoever's it is, while the product runs: under TENANTRY_MASTER_KEY what was
 * wrapped under TENANTRY_MASTER_KEY_PREVIOUS; by the key service what this machine wrapped, and with `local` back;
 * and where the master key is a file here, under a new one that is made for it. The copies for backups within reach
 * follow. Content is not touched: tenant keys stay what they are. Safe to repeat after a crash. `conflict` when a key
 * was left, and then the previous master key is kept.
 */
export async function rewrapKeys(wrapper: Wrapper = 'configured'): Promise<Rewrapped> {
  await openNamespaces();
  const ownFile = !env.TENANTRY_MASTER_KEY && !env.TENANTRY_KEY_SERVICE_URL;
  if (ownFile) await inKeyTurn(replaceMasterFile);
  // Twice: keys made meanwhile, by a process that had read the older master key.
  const rewrapped = (await rewrapAll(wrapper)) + (await rewrapAll(wrapper));
  const copies = await rewrapCopies(wrapper);
  const present = await wrappedFiles(listKeyFiles());
  await inKeyTurn(() => finish(present, wrapper, ownFile));
  return { rewrapped, copies };
}

async function rewrapAll(wrapper: Wrapper): Promise<number> {
  let rewrapped = 0;
  for (const file of (await wrappedFiles(listKeyFiles())).files)
    rewrapped += Number(await rewrapFile(file, wrapper));
  return rewrapped;
}

/** Not where the new one is in force already: from before a crash, or by another process. */
function replaceMasterFile(): void {
  if (createKeyFile(PREVIOUS_MASTER_FILE, masterKey()).equals(masterKey()))
    replaceKeyFile(MASTER_FILE, randomBytes(32));
}

function finish(
  { files, strange }: Awaited<ReturnType<typeof wrappedFiles>>,
  wrapper: Wrapper,
  ownFile: boolean,
): void {
  const left = files.filter((file) => !isCurrent(file, wrapper));
  if (left.length > 0)
    throw new AppError('conflict', `${left.length} keys are not wrapped anew. Run it again.`);
  if (strange.length > 0)
    throw new AppError(
      'conflict',
      `Nobody here knows whose key ${strange.join(', ')} is, and the previous master key has to be kept for it. A key of 32 hexadecimal digits is that of a tenant which the database does not have: restore the database that has it, or move the file away.`,
    );
  if (ownFile) removeKeyFile(PREVIOUS_MASTER_FILE);
}
