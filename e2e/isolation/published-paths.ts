import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Manifest, patternOf } from './manifest';

/** The framework's own, and a picture. */
const WITHOUT_US = new Set(['page /_not-found', 'page /_global-error', 'route /icon.svg']);

/** What a build serves, as `page /t/[tenant]` and `route /api/t/[tenant]/documents`. */
export function publishedPaths(pagesFolder: string): string[] {
  const read = (name: string) =>
    JSON.parse(readFileSync(path.join(pagesFolder, 'server', name), 'utf8')) as Record<
      string,
      string
    >;
  return pathsOf(read('app-paths-manifest.json'), read('pages-manifest.json'));
}

/** The two lists of a build by entry, such as `/(portal)/t/[tenant]/page`; the second is of the elder kind of pages. */
export function pathsOf(app: Record<string, string>, elder: Record<string, string>): string[] {
  return [
    ...Object.keys(app).map((entry) => `${path.basename(entry)} ${patternOf(`app${entry}`)}`),
    // A file of HTML was made with the build, from nothing that a tenant has.
    ...Object.entries(elder).flatMap(([entry, file]) =>
      file.endsWith('.html') ? [] : [`elder page ${entry}`],
    ),
  ].filter((each) => !WITHOUT_US.has(each));
}

/** What a build serves and the manifest does not name would be attacked by nobody. */
export function unnamedPaths(manifest: Pick<Manifest, 'routes' | 'pages'>, built: string[]) {
  const named = new Set([
    ...manifest.pages.map(({ pattern }) => `page ${pattern}`),
    ...manifest.routes.map(({ pattern }) => `route ${pattern}`),
  ]);
  return built.filter((each) => !named.has(each));
}
