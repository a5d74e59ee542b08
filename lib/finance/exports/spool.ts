import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { clock } from '@/lib/clock';
import { dataPath } from '@/lib/env';
import { isId, newId } from '@/lib/ids';
import type { Sink } from '../focus/table-file';
import { type ExportFormat, KEPT_HOURS } from './facts';

const FOLDER = 'finance-exports';

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Where an export's file is kept while it can be downloaded. It is named by what is in it: whoever lost an export and ends
 * its file all the same replaces nobody's.
 */
export function spoolFile(id: string, sha256: string, format: ExportFormat): string {
  if (!isId(id) || !SHA256.test(sha256)) throw new Error('An export has an id and a sum.');
  return dataPath(FOLDER, `${id}.${sha256}.${format}`);
}

export interface Spooled {
  file: string;
  bytes: number;
  sha256: string;
}

/**
 * Lets `work` write a file and keeps it under its name only when that ended well: before that nobody finds it, and
 * nothing is left of one that failed. Two that write the same export have a part each.
 */
export async function spool<T>(
  id: string,
  format: ExportFormat,
  work: (sink: Sink) => Promise<T>,
): Promise<Spooled & { result: T }> {
  await mkdir(dataPath(FOLDER), { recursive: true, mode: 0o700 });
  const part = dataPath(FOLDER, `${newId()}.part`);
  const handle = await open(part, 'wx', 0o600);
  const sum = createHash('sha256');
  let bytes = 0;
  try {
    const result = await work(async (piece) => {
      sum.update(piece);
      bytes += piece.byteLength;
      await handle.appendFile(piece);
    });
    await handle.sync();
    const sha256 = sum.digest('hex');
    const file = spoolFile(id, sha256, format);
    await rename(part, file);
    return { file, bytes, sha256, result };
  } finally {
    await handle.close();
    await rm(part, { force: true });
  }
}

/** Bytes of a kept file; undefined when there is none any more. */
export async function spooledBytes(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
}

/**
 * Whether the file of an export that ended then is kept still. When it is not found here, the worker that wrote it keeps it
 * in a data directory of its own. An hour less than it is kept for: a file is older than its export's end.
 */
export function isKeptSince(endedAt: Date): boolean {
  return clock().now() - endedAt.getTime() < (KEPT_HOURS - 1) * 3_600_000;
}

/** Removes what is past its time; what is just being written is younger than that. */
export async function sweepSpool(): Promise<void> {
  const names = await readdir(dataPath(FOLDER)).catch(() => []);
  for (const name of names) {
    const file = dataPath(FOLDER, name);
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (clock().now() - mtimeMs > KEPT_HOURS * 3_600_000) await rm(file, { force: true });
  }
}
