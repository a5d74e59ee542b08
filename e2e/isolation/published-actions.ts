import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface ReferenceManifest {
  node: Record<
    string,
    { exportedName?: string; filename?: string; workers: Record<string, unknown> }
  >;
}

/** How a build lets a server action be called. */
export interface PublishedAction {
  id: string;
  /** Pattern of a page that publishes it: another page answers as if there were no such action. */
  page: string;
}

/** The server actions of a build, by `file#name`. */
export function publishedActions(pagesFolder: string): Map<string, PublishedAction> {
  const file = path.join(pagesFolder, 'server', 'server-reference-manifest.json');
  if (!existsSync(file)) throw new Error(`There is no build in ${pagesFolder}.`);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as ReferenceManifest;
  return new Map(
    Object.entries(manifest.node).map(([id, entry]) => [
      `${entry.filename}#${entry.exportedName}`,
      { id, page: patternOf(Object.keys(entry.workers)[0] ?? '') },
    ]),
  );
}

/** `app/(portal)/t/[tenant]/usage/page` is `/t/[tenant]/usage`. */
function patternOf(entry: string): string {
  const parts = entry.split('/').slice(1, -1);
  return `/${parts.filter((part) => !/^\(.*\)$/.test(part)).join('/')}`;
}
