import fs from 'node:fs/promises';
import path from 'node:path';
import { type CopiedFile, copyFile, filesBelow } from './copy-tree';

const ROUNDS = 5;
/** A version of a table names the files it consists of, all of which were written before it. */
const VERSION = /(^|\/)_versions\//;

/**
 * Copies LanceDB's directories while they are written: the versions that there were at the beginning, and
 * every file that they name. Files of a version are never changed; where one was cleaned away meanwhile, all
 * is copied once more. What then still lacks one, the repair after a restore builds anew.
 */
export async function copyVectorFiles(from: string, to: string): Promise<CopiedFile[]> {
  for (let round = 1; ; round += 1) {
    const versions = (await filesBelow(from)).filter((name) => VERSION.test(slashed(name)));
    const others = (await filesBelow(from)).filter((name) => !VERSION.test(slashed(name)));
    const copied: CopiedFile[] = [];
    for (const name of [...others, ...versions]) {
      const label = `vectors/${slashed(name)}`;
      const one = await copyFile(path.join(from, name), path.join(to, name), label);
      if (one) copied.push(one);
    }
    if (copied.length === others.length + versions.length || round === ROUNDS) return copied;
    await fs.rm(to, { recursive: true, force: true });
  }
}

function slashed(name: string): string {
  return name.split(path.sep).join('/');
}
