import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';

export interface CopiedFile {
  /** Relative to the backup, with `/`. */
  path: string;
  bytes: number;
  /** SHA-256, hexadecimal. */
  sha256: string;
}

const BLOCK = 1024 * 1024;

/** Copies one file and hashes what was written; undefined when it went away meanwhile. */
export async function copyFile(
  from: string,
  to: string,
  name: string,
): Promise<CopiedFile | undefined> {
  const source = await fs.open(from).catch(absent);
  if (!source) return undefined;
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    await fs.mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
    const target = await fs.open(to, 'w', 0o600);
    try {
      const block = Buffer.alloc(BLOCK);
      for (;;) {
        const { bytesRead } = await source.read(block, 0, BLOCK);
        if (bytesRead === 0) break;
        const part = block.subarray(0, bytesRead);
        hash.update(part);
        await target.write(part);
        bytes += bytesRead;
      }
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  return { path: name, bytes, sha256: hash.digest('hex') };
}

/** Names of all files below a directory, relative, in an order that does not change. */
export async function filesBelow(directory: string, prefix = ''): Promise<string[]> {
  const entries = await fs
    .readdir(path.join(directory, prefix), { withFileTypes: true })
    .catch(absent);
  const names: string[] = [];
  for (const entry of (entries ?? []).sort((a, b) => a.name.localeCompare(b.name))) {
    const name = path.join(prefix, entry.name);
    if (entry.isDirectory()) names.push(...(await filesBelow(directory, name)));
    else if (entry.isFile()) names.push(name);
  }
  return names;
}

/** Copies all files below `from`; one of the same name is written over. */
export async function copyTree(from: string, to: string, name: string): Promise<CopiedFile[]> {
  const copied: CopiedFile[] = [];
  for (const file of await filesBelow(from)) {
    const label = path.posix.join(name, ...file.split(path.sep));
    const one = await copyFile(path.join(from, file), path.join(to, file), label);
    if (one) copied.push(one);
  }
  return copied;
}

const AT_ONCE = 32;

/** Waits until the disk has the files. After all were written, since that costs a tenth of each by itself. */
export async function syncFiles(directory: string, names: readonly string[]): Promise<void> {
  for (let from = 0; from < names.length; from += AT_ONCE) {
    await Promise.all(
      names.slice(from, from + AT_ONCE).map(async (name) => {
        const handle = await fs.open(path.join(directory, name));
        await handle.sync().finally(() => handle.close());
      }),
    );
  }
}

export function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
