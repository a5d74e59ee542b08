import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, rmdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startError } from '@/lib/db/start-error';
import { dataPath } from '@/lib/env';
import { usableBinaries } from './binaries';
import { canEnter, type RunUser, runUser } from './run-user';

/** Where the embedded PostgreSQL of one data directory lives, and as whom it runs. */
export interface Home {
  /** Directory of `postgres` and `initdb`. */
  bin: string;
  /** The cluster. */
  pgdata: string;
  /** Directory of the Unix socket. */
  socket: string;
  log: string;
  superuser: { user: string; password: string };
  user: RunUser | undefined;
}

/** `.data/postgres.json`: what no login of the product may know, hence apart from the secrets. */
interface HomeRecord {
  /** Only when it is not `postgres` beside this file, so that the directory can be copied. */
  home?: string;
  superuserPassword: string;
}

/** The socket's name carries it; nothing listens on TCP, so no port can be taken. */
export const EMBEDDED_PORT = 5432;

/** Longest socket path that every platform accepts, less the file's own name. */
const SOCKET_DIRECTORY_MAX = 85;

/**
 * Prepares directories that the user of PostgreSQL can reach. Normally `.data/postgres`; when the
 * repository lies below a directory closed to that user (root's home), a directory outside it.
 */
export async function prepareHome(): Promise<Home> {
  try {
    return await prepare();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw startError('Preparing the directory of PostgreSQL', String(error), error);
  }
}

async function prepare(): Promise<Home> {
  const record = readRecord();
  const preferred = record?.home ?? dataPath('postgres');
  const user = runUser(path.join(preferred, 'pgdata'));
  await mkdir(dataPath(), { recursive: true });
  // Another user must pass through, and needs to see nothing.
  if (user) await chmod(dataPath(), 0o711);

  const home = (await reachable(preferred, user)) ?? (await ownDirectory(outside('data'), user));
  const bin = await usableBinaries(user, async () => outside('binaries'));
  const password = record?.superuserPassword ?? randomBytes(24).toString('base64url');
  if (!record || preferred !== home) {
    const next: HomeRecord = { superuserPassword: password };
    if (home !== dataPath('postgres')) next.home = home;
    await writeFile(dataPath('postgres.json'), JSON.stringify(next), { mode: 0o600 });
  }
  return {
    bin,
    pgdata: path.join(home, 'pgdata'),
    socket: await socketDirectory(home, user),
    log: path.join(home, 'postgres.log'),
    superuser: { user: 'postgres', password },
    user,
  };
}

function readRecord(): HomeRecord | undefined {
  const file = dataPath('postgres.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as HomeRecord) : undefined;
}

async function reachable(directory: string, user: RunUser | undefined) {
  await ownDirectory(directory, user);
  if (canEnter(directory, user)) return directory;
  await rmdir(directory);
  return undefined;
}

/** A place outside the repository, the same for every start of this data directory. */
function outside(part: string): string {
  const name = `tenantry-${createHash('sha256').update(dataPath()).digest('hex').slice(0, 16)}`;
  const base = process.getuid?.() === 0 && existsSync('/var/lib') ? '/var/lib' : os.tmpdir();
  return path.join(base, name, part);
}

async function ownDirectory(directory: string, user: RunUser | undefined): Promise<string> {
  await mkdir(directory, { recursive: true });
  if (user) await chown(directory, user.uid, user.gid);
  await chmod(directory, 0o700);
  return directory;
}

async function socketDirectory(home: string, user: RunUser | undefined): Promise<string> {
  if (Buffer.byteLength(home) <= SOCKET_DIRECTORY_MAX) return home;
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16);
  return ownDirectory(path.join(os.tmpdir(), `tenantry-socket-${name}`), user);
}
