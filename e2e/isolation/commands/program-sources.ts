import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A source file's text, by its path within the repository. */
export type Sources = ReadonlyMap<string, string>;

const FOLDERS = ['lib', 'scripts', 'prisma', 'bench'];
const SOURCE = /\.(ts|tsx|mjs)$/;
const NOT_OURS = /\.test\.|(^|\/)(generated|node_modules)\//;

/** Everything that a command could run: the product, its scripts, the seed and the benchmarks. */
export function programSources(): Sources {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
      path.posix.join(folder, file.split(path.sep).join('/')),
    ),
  ).filter((file) => SOURCE.test(file) && !NOT_OURS.test(file));
  return new Map([...files, 'server.ts'].sort().map((file) => [file, readFileSync(file, 'utf8')]));
}

/** Programs: what a person or a process starts, and worker threads and child processes. */
export function programFiles(sources: Sources): string[] {
  return [...sources.keys()].filter(
    (file) =>
      file === 'server.ts' ||
      /^scripts\//.test(file) ||
      /^prisma\/seed\/[^/]+\.ts$/.test(file) ||
      /^bench\/[^/]+\.ts$/.test(file) ||
      /\.(worker|child)\.ts$/.test(file),
  );
}
