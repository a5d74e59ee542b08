import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { removeCopy } from '@/lib/keys/key-copies';

const UNFINISHED = /^data-([\dTZ-]+)\.(.+)\.(\d+)\.partial$/;
/** After which one of another machine, whose processes nobody here can look for, is left over. */
const LONGEST_MS = 7 * 86_400_000;

/** Where a backup lies until it is finished: the name says who makes it. */
export function unfinishedName(stamp: string): string {
  return `data-${stamp}.${machine()}.${process.pid}.partial`;
}

/** Removes what backups left that were killed: their data, and their copies of the keys. Returns the directories. */
export function removeUnfinished(directory: string, keys: string): string[] {
  const removed: string[] = [];
  for (const name of fs.existsSync(directory) ? fs.readdirSync(directory) : []) {
    const [, stamp, host, pid] = UNFINISHED.exec(name) ?? [];
    if (!stamp || !isLeft(path.join(directory, name), host, Number(pid))) continue;
    removeCopy(path.join(keys, `keys-${stamp}`));
    fs.rmSync(path.join(directory, name), { recursive: true, force: true, maxRetries: 3 });
    removed.push(path.join(directory, name));
  }
  return removed;
}

function isLeft(directory: string, host: string | undefined, pid: number): boolean {
  if (host === machine()) return pid === process.pid ? false : !isAlive(pid);
  const { mtimeMs } = fs.statSync(directory);
  return performance.timeOrigin + performance.now() - mtimeMs > LONGEST_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function machine(): string {
  return os.hostname().replace(/[^A-Za-z0-9-]/g, '-');
}
