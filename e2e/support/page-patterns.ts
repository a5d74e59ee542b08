import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Every page of `app/` by its address, groups of folders left out: `/t/[tenant]/documents/[id]`. */
export function pagePatterns(): string[] {
  return readdirSync('app', { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'page.tsx')
    .map((file) => {
      const folders = path.dirname(file).split(path.sep);
      return `/${folders.filter((each) => each !== '.' && !each.startsWith('(')).join('/')}`;
    })
    .sort();
}

/** Which page an address is of: one that names a part is before one that takes any. */
export function patternOf(pathname: string, patterns: readonly string[]): string | undefined {
  const parts = pathname.split('/');
  const fits = patterns.filter((pattern) => {
    const wanted = pattern.split('/');
    return (
      wanted.length === parts.length &&
      wanted.every((each, index) => each.startsWith('[') || each === parts[index])
    );
  });
  const open = (pattern: string) => pattern.split('[').length;
  return fits.toSorted((a, b) => open(a) - open(b))[0];
}
