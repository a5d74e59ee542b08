import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Resident memory of a process in bytes; undefined when it is gone or the system cannot tell. */
export async function residentBytes(pid: number): Promise<number | undefined> {
  try {
    if (process.platform === 'linux') {
      // `statm` counts in pages, whose size differs between machines; `status` is in KiB everywhere.
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      return kibibytes(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
    }
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
    return kibibytes(stdout.trim());
  } catch {
    return undefined;
  }
}

function kibibytes(text: string | undefined): number | undefined {
  const value = Number(text);
  return text && Number.isFinite(value) ? value * 1024 : undefined;
}
