import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { dataPath } from '@/lib/env';

/** Directory of wrapped keys: outside every database, so that a dump alone opens nothing. */
export function keyDirectory(): string {
  return dataPath('keys');
}

/** The file's bytes; undefined when there is none. */
export function readKeyFile(name: string, directory = keyDirectory()): Buffer | undefined {
  try {
    return fs.readFileSync(path.join(directory, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Writes the file unless it is there. Of several processes that find it missing one creates it, whole,
 * and all go on to read the same bytes, which are returned.
 */
export function createKeyFile(name: string, bytes: Uint8Array): Buffer {
  const draft = writeDraft(name, bytes);
  const file = path.join(keyDirectory(), name);
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.unlinkSync(draft);
  }
  return fs.readFileSync(file);
}

/**
 * Puts new bytes in the file's place; a crash leaves the old ones or the new ones. With `expected`, only
 * where the file still holds that, and returns whether it did. In a copy of the directory the same.
 */
export function replaceKeyFile(
  name: string,
  bytes: Uint8Array,
  expected?: Buffer,
  directory = keyDirectory(),
): boolean {
  const draft = writeDraft(name, bytes, directory);
  const file = path.join(directory, name);
  if (expected && !readKeyFile(name, directory)?.equals(expected)) {
    fs.unlinkSync(draft);
    return false;
  }
  // The key is as old as it was: its date is what the console shows.
  const before = fs.statSync(file, { throwIfNoEntry: false });
  if (before) fs.utimesSync(draft, before.atime, before.mtime);
  fs.renameSync(draft, file);
  return true;
}

export function removeKeyFile(name: string, directory = keyDirectory()): void {
  fs.rmSync(path.join(directory, name), { force: true });
}

const DRAFT = /\.draft-[0-9a-f]{12}$/;

/** Names of the files, without those that a crash left half written. */
export function listKeyFiles(directory = keyDirectory()): string[] {
  if (!fs.existsSync(directory)) return [];
  return fs.readdirSync(directory).filter((name) => !DRAFT.test(name));
}

function writeDraft(name: string, bytes: Uint8Array, directory = keyDirectory()): string {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = path.join(directory, `${name}.draft-${randomBytes(6).toString('hex')}`);
  fs.writeFileSync(draft, bytes, { mode: 0o600, flush: true });
  return draft;
}
