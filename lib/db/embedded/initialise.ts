import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startError } from '@/lib/db/start-error';
import type { Home } from './home';

/** Creates the cluster when there is none. One that a crash left half made is never taken for one. */
export async function initialise(home: Home, durable: boolean): Promise<void> {
  if (existsSync(path.join(home.pgdata, 'PG_VERSION'))) return;
  const draft = `${home.pgdata}.new`;
  const passwordFile = `${home.pgdata}.password`;
  await rm(draft, { recursive: true, force: true });
  try {
    await writeFile(passwordFile, home.superuser.password, { mode: 0o600 });
    if (home.user) await chown(passwordFile, home.user.uid, home.user.gid);
    await initdb(home, [
      `--pgdata=${draft}`,
      `--username=${home.superuser.user}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(durable ? [] : ['--no-sync']),
    ]);
    await rename(draft, home.pgdata);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
      throw startError('Creating the database', String(error), error);
    }
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function initdb(home: Home, args: string[]): Promise<void> {
  let output = '';
  const child = spawn(path.join(home.bin, 'initdb'), args, {
    cwd: path.dirname(home.pgdata),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...home.user,
  });
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      output += String(error);
      resolve(-1);
    });
    child.once('close', resolve);
  });
  if (code !== 0) throw startError('Creating the database', output);
}
