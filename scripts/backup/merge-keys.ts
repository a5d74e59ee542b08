import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '@/lib/errors';
import { adoptKeys } from '@/lib/keys/key-copies';
import { createKeyFile, listKeyFiles, readKeyFile } from '@/lib/keys/key-directory';
import { forgetKeyRings } from '@/lib/keys/key-rings';
import { unwrapKey } from '@/lib/keys/key-service';
import { MASTER_FILE, PREVIOUS_MASTER_FILE } from '@/lib/keys/master-key';
import {
  forgetNamespaces,
  NAMESPACE_FILE,
  NAMESPACE_PURPOSE,
  namespaceName,
  openNamespaces,
} from '@/lib/keys/namespace-name';
import { appendErasure, type JournalEntry, readJournal } from '@/lib/lifecycle/erasure-journal';

const JOURNAL = 'erasures.journal';
/** What a copy holds besides files of the directory of keys. */
const NOT_KEYS = [JOURNAL, 'EXPIRES', 'installation.key', 'installation.sealed'];

/**
 * Brings a copy of the keys back into this installation: the journal of erasures first, which only grows,
 * then the key files that are missing here, but for those of tenants that the journal names. Returns how
 * many key files came back.
 */
export async function mergeKeys(copy: string | undefined): Promise<number> {
  if (!copy) {
    // A master key alone opens nothing.
    if (listKeyFiles().every((name) => [MASTER_FILE, PREVIOUS_MASTER_FILE].includes(name)))
      throw new AppError(
        'invalid_input',
        'There is no copy of the keys, and none are here: nothing of the backup could be read. Name the copy with --keys.',
      );
    return 0;
  }
  await refuseOthers(copy);
  mergeJournal(path.join(copy, JOURNAL));
  if (!readKeyFile(NAMESPACE_FILE)) adoptKeys(copy, (name) => name === NAMESPACE_FILE);
  forgetNamespaces();
  await openNamespaces();
  const erased = readJournal()
    .filter((entry) => entry.kind === 'tenant')
    .map((entry) => namespaceName('key', entry.tenantId));
  const adopted = adoptKeys(
    copy,
    (name) => !NOT_KEYS.includes(name) && !erased.some((prefix) => name.startsWith(prefix)),
  );
  forgetKeyRings();
  return adopted.length;
}

/** Keys of two installations in one directory would open nothing of either. */
async function refuseOthers(copy: string): Promise<void> {
  const [here, there] = [readKeyFile(NAMESPACE_FILE), read(path.join(copy, NAMESPACE_FILE))];
  if (!there) throw new AppError('invalid_input', `${copy} is no copy of keys.`);
  const theirs = await unwrapKey(NAMESPACE_PURPOSE, there);
  if (here && !(await unwrapKey(NAMESPACE_PURPOSE, here)).equals(theirs))
    throw new AppError(
      'conflict',
      'The keys here belong to another installation. Restore into an empty data directory.',
    );
}

function mergeJournal(file: string): void {
  const theirs = read(file);
  if (!theirs) return;
  createKeyFile(JOURNAL, theirs);
  for (const line of theirs.toString('utf8').split('\n').filter(Boolean))
    appendErasure(JSON.parse(line) as JournalEntry);
}

function read(file: string): Buffer | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file) : undefined;
}
