import fs from 'node:fs';
import path from 'node:path';
import { clock, now } from '@/lib/clock';
import { env } from '@/lib/env';
import { forgetCopy, type KeyCopy, knownKeyCopies, rememberCopy } from './copy-register';
import {
  createKeyFile,
  keyDirectory,
  listKeyFiles,
  readKeyFile,
  removeKeyFile,
} from './key-directory';
import { MASTER_FILE, PREVIOUS_MASTER_FILE } from './master-key';

const DAY_MS = 86_400_000;

/** Says until when a copy may be kept, to whoever finds it. */
const EXPIRY_FILE = 'EXPIRES';

/**
 * Copies the wrapped keys and the journal of erasures, never the master key that opens them: that one is
 * kept by whoever operates the installation, apart from any backup. The copy ends after
 * TENANTRY_KEY_COPY_DAYS. Called again for the same directory, it adds what came since.
 */
export function copyKeys(directory: string): KeyCopy {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const expiresAt = new Date(clock().now() + env.TENANTRY_KEY_COPY_DAYS * DAY_MS).toISOString();
  const copy = { directory, expiresAt };
  // First of all: an erasure that begins now has to find the copy.
  rememberCopy(copy);
  fs.writeFileSync(path.join(directory, EXPIRY_FILE), `${expiresAt}\n`, { mode: 0o600 });
  for (const name of listKeyFiles()) {
    if (name !== MASTER_FILE && name !== PREVIOUS_MASTER_FILE) copyOne(name, directory);
  }
  return copy;
}

function copyOne(name: string, directory: string): void {
  const [from, to] = [path.join(keyDirectory(), name), path.join(directory, name)];
  // Those of a tenant that is being erased go while they are listed; what is gone is not copied.
  const { size } = fs.statSync(from, { throwIfNoEntry: false }) ?? {};
  // A version that was destroyed since the first round stays as it was then.
  if (size === undefined || (size === 0 && fs.existsSync(to))) return;
  try {
    fs.cpSync(from, to, { recursive: true, preserveTimestamps: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // Destroyed while it was copied: whoever did that may have looked through the copies before.
  if (!fs.existsSync(from)) fs.rmSync(to, { force: true });
}

/**
 * Removes the copies whose days are over: at each backup, at each start, and while the product serves. Returns
 * their directories.
 */
export function removeExpiredCopies(): string[] {
  const ended = knownKeyCopies().filter((copy) => copy.expiresAt <= now().toISOString());
  for (const { directory } of ended) removeCopy(directory);
  return ended.map(({ directory }) => directory);
}

/** Removes one copy, whatever its days: that of a backup that was not finished. */
export function removeCopy(directory: string): void {
  if (fs.existsSync(path.join(directory, EXPIRY_FILE)))
    fs.rmSync(directory, { recursive: true, force: true });
  forgetCopy(directory);
}

/** Whether a copy's days are over, wherever it lies: nothing may be restored from it any more. */
export function hasEnded(directory: string): boolean {
  const file = path.join(directory, EXPIRY_FILE);
  return fs.existsSync(file) && fs.readFileSync(file, 'utf8').trim() <= now().toISOString();
}

/** Takes an erased tenant's files, by the beginning of their names, out of every copy within reach. */
export function removeFromCopies(prefix: string): number {
  const files = knownKeyCopies().flatMap(({ directory }) =>
    (fs.existsSync(directory) ? fs.readdirSync(directory) : [])
      .filter((name) => name.startsWith(prefix))
      .map((name) => path.join(directory, name)),
  );
  for (const file of files) fs.rmSync(file, { force: true });
  return files.length;
}

/**
 * Puts a copy's files where this installation has none, or only the place of a destroyed version. Returns
 * their names.
 */
export function adoptKeys(directory: string, isWanted: (name: string) => boolean): string[] {
  const adopted: string[] = [];
  for (const name of listKeyFiles(directory)) {
    const file = path.join(directory, name);
    if (!isWanted(name) || !fs.statSync(file).isFile()) continue;
    const [bytes, here] = [fs.readFileSync(file), readKeyFile(name)];
    if (here && (here.length > 0 || bytes.length === 0)) continue;
    removeKeyFile(name);
    createKeyFile(name, bytes);
    adopted.push(name);
  }
  return adopted;
}
