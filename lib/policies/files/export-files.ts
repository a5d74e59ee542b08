import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readGoneFiles, readGovernedState } from './governed-state';

/**
 * Writes every policy into its file below the directory, where it differs from what is there, and removes the files of tenants
 * that were erased. Says which.
 */
export async function exportFiles(
  ctx: PlatformContext,
  directory: string,
): Promise<{ written: string[]; removed: string[] }> {
  const written: string[] = [];
  const removed: string[] = [];
  for (const { file, content } of await readGovernedState(ctx)) {
    const place = path.join(directory, file);
    const text = stringify(content, { lineWidth: 120 });
    if ((await textOf(place)) === text) continue;
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text);
    written.push(file);
  }
  for (const file of await readGoneFiles(ctx)) {
    const place = path.join(directory, file);
    if ((await textOf(place)) === undefined) continue;
    await rm(place, { force: true });
    removed.push(file);
  }
  return { written, removed };
}

/** Undefined where there is no such file. */
export async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
