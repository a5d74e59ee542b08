import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface ReferenceManifest {
  node: Record<string, { exportedName?: string; filename?: string }>;
}

/** The ids under which a build publishes its server actions, by `file#name`. */
export function actionIds(pagesFolder: string): Map<string, string> {
  const file = path.join(pagesFolder, 'server', 'server-reference-manifest.json');
  if (!existsSync(file)) throw new Error(`There is no build in ${pagesFolder}.`);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as ReferenceManifest;
  return new Map(
    Object.entries(manifest.node).map(([id, entry]) => [
      `${entry.filename}#${entry.exportedName}`,
      id,
    ]),
  );
}
