import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface SourceFile {
  file: string;
  text: string;
}

/** The product's own code: no tests, nothing generated. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter(
      (file) => /\.tsx?$/.test(file) && !/\.test(-suite)?\./.test(file) && !/generated/.test(file),
    )
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
}
