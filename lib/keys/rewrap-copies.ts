import fs from 'node:fs';
import { knownKeyCopies } from './copy-register';
import { listKeyFiles } from './key-directory';
import type { Wrapper } from './key-service';
import { isCurrent, rewrapFile } from './rewrap-file';
import { wrappedFiles } from './wrapped-files';

export interface RewrappedCopies {
  /** Keys that are wrapped anew. */
  rewrapped: number;
  /** Copies with a key that still opens under the previous master key alone, or that are not within reach. */
  left: string[];
}

/** Wraps every key of the copies for backups anew that have not ended, so that a restore needs no former master key. */
export async function rewrapCopies(wrapper: Wrapper): Promise<RewrappedCopies> {
  const result: RewrappedCopies = { rewrapped: 0, left: [] };
  for (const { directory } of knownKeyCopies()) {
    if (!fs.existsSync(directory)) {
      result.left.push(directory);
      continue;
    }
    const { files, strange } = await wrappedFiles(listKeyFiles(directory));
    for (const file of files) {
      // One from before an earlier rotation stays as it is, and is reported.
      const done = await rewrapFile(file, wrapper, directory).catch(() => false);
      result.rewrapped += Number(done);
    }
    const isLeft = strange.length > 0 || files.some((file) => !isCurrent(file, wrapper, directory));
    if (isLeft) result.left.push(directory);
  }
  return result;
}
