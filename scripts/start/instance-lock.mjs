import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Plain, say } from '../console.mjs';

/**
 * One running product per data directory. The file names a process by number and start time,
 * because after a crash the number soon belongs to someone else.
 */
const fileOf = (dataDir) => path.join(dataDir, 'instance.lock');

/** Takes the lock and returns its release. A lock whose process is gone is taken over. */
export function takeLock(dataDir, port) {
  const file = fileOf(dataDir);
  const mine = { pid: process.pid, started: startTime(process.pid), port };
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') {
        rmSync(file, { force: true });
        throw error;
      }
    }
    const holder = runningHolder(dataDir);
    if (holder) {
      throw new Plain(
        `Tenantry already runs on this data directory, at http://localhost:${holder.port} (process ${holder.pid}). Open it, stop it with Ctrl-C in its terminal (or kill ${holder.pid}), or give this one its own TENANTRY_DATA_DIR.`,
      );
    }
    say('  The last run did not end in good order; taking over its lock.');
    rmSync(file, { force: true });
  }
  return () => {
    if (readLock(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}

/** The process that holds the lock, if it lives. */
export function runningHolder(dataDir) {
  const lock = readLock(fileOf(dataDir));
  return lock?.pid && startTime(lock.pid) === lock.started ? lock : undefined;
}

/** Asks the product that runs on the data directory to stop, and waits for it. */
export async function stopHolder(dataDir) {
  const holder = runningHolder(dataDir);
  if (!holder) return;
  process.kill(holder.pid, 'SIGTERM');
  for (let tries = 0; tries < 300; tries += 1) {
    if (!runningHolder(dataDir)) return;
    await wait(100);
  }
  throw new Plain(`Process ${holder.pid} does not stop. End it with kill -9 ${holder.pid}.`);
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Identifies a living process beside its number; undefined for a dead one and for a zombie. */
function startTime(pid) {
  try {
    if (process.platform === 'linux') {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
      if (fields[0] === 'Z') return undefined;
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot} ${fields[19]}`;
    }
    const words = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
    }).trim();
    return words.startsWith('Z') ? undefined : words.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}
