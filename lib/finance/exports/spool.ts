import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { clock } from '@/lib/clock';
import { dataPath } from '@/lib/env';
import { isId } from '@/lib/ids';
import type { Sink } from '../focus/table-file';
import { type ExportFormat, KEPT_HOURS } from './facts';

const FOLDER = 'finance-exports';

/** Where an export's file is kept while it can be downloaded. */
export function spoolFile(id: string, format: ExportFormat): string {
  if (!isId(id)) throw new Error('An export has an id.');
  return dataPath(FOLDER, `${id}.${format}`);
}

export interface Spooled {
  bytes: number;
  sha256: string;
}

/**
 * Lets `work` write a file and keeps it under its name only when that ended well: before that nobody finds it, and
 * nothing is left of one that failed.
 */
export async function spool<T>(
  file: string,
  work: (sink: Sink) => Promise<T>,
): Promise<Spooled & { result: T }> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.part`;
  const handle = await open(part, 'w', 0o600);
  const sum = createHash('sha256');
  let bytes = 0;
  try {
    const result = await work(async (piece) => {
      sum.update(piece);
      bytes += piece.byteLength;
      await handle.appendFile(piece);
    });
    await handle.sync();
    await rename(part, file);
    return { bytes, sha256: sum.digest('hex'), result };
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

/** Removes what is past its time; what is just being written is younger than that. */
export async function sweepSpool(): Promise<void> {
  const names = await readdir(dataPath(FOLDER)).catch(() => []);
  for (const name of names) {
    const file = dataPath(FOLDER, name);
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (clock().now() - mtimeMs > KEPT_HOURS * 3_600_000) await rm(file, { force: true });
  }
}
