import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { EMBEDDED_PORT, type Home } from './home';

/**
 * Ends a postmaster of this cluster that outlived its parent (kill -9 of the product), and removes
 * the lock file of one that did not. The caller holds the data directory's lock, so that a running
 * postmaster can only be a leftover.
 */
export async function endLeftover({ pgdata, socket }: Home): Promise<void> {
  const lock = path.join(pgdata, 'postmaster.pid');
  const pid = postmasterPid(lock);
  if (pid === undefined) return;
  await endPostmaster(pid, pgdata);
  // The number may belong to a zombie or to a stranger by now, either of which PostgreSQL would take for itself.
  await rm(lock, { force: true });
  await rm(path.join(socket, `.s.PGSQL.${EMBEDDED_PORT}.lock`), { force: true });
}

function postmasterPid(lock: string): number | undefined {
  if (!existsSync(lock)) return undefined;
  const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
  return pid > 1 ? pid : undefined;
}

/** Fast shutdown, then immediate shutdown, then a kill; 10, 3 and 3 seconds are given to each. */
export async function endPostmaster(pid: number, pgdata: string): Promise<void> {
  for (const [signal, seconds] of [
    ['SIGINT', 10],
    ['SIGQUIT', 3],
    ['SIGKILL', 3],
  ] as const) {
    if (!isPostmasterOf(pid, pgdata)) return;
    process.kill(pid, signal);
    for (let tries = 0; tries < seconds * 50 && isPostmasterOf(pid, pgdata); tries += 1) {
      await wait(20);
    }
  }
}

/** Whether the process lives (a zombie does not) and is the postmaster of this very cluster. */
export function isPostmasterOf(pid: number, pgdata: string): boolean {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(pgdata);
    } catch {
      return false;
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.includes('postgres') && stdout.includes(pgdata);
}
