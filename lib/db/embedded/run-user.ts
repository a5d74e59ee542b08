import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** PostgreSQL refuses to run as root, so as root it runs as this user. */
export interface RunUser {
  uid: number;
  gid: number;
}

/**
 * The user PostgreSQL runs as, or undefined to run as ourselves. Data that exists keeps its owner;
 * otherwise the distribution's `postgres` user, a system user of our own, or `nobody`.
 * initdb needs an entry in the password file, so an arbitrary id would not do.
 */
export function runUser(existingData: string): RunUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(existingData, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return find('postgres') ?? find('tenantry') ?? create() ?? find('nobody');
}

function find(name: string): RunUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function create(): RunUser | undefined {
  const shell = ['--shell', '/usr/sbin/nologin', '--home-dir', '/nonexistent'];
  spawnSync('useradd', ['--system', ...shell, 'tenantry'], { stdio: 'ignore' });
  return find('tenantry');
}

/** Whether the user can run a command in a directory: every parent must let it pass. */
export function canEnter(directory: string, user: RunUser | undefined): boolean {
  const result = spawnSync('/bin/sh', ['-c', 'cd "$0" && ls >/dev/null', directory], {
    cwd: '/',
    stdio: 'ignore',
    ...user,
  });
  return result.status === 0;
}
