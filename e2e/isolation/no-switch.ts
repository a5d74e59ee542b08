import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What the modules without locks read; the product has no use for it. */
const SWITCH = 'TENANTRY_ISOLATION_LOCKS';

/** The files of a built product in which a lock could be switched. */
export function filesWithSwitch(folders: string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter((file) => /\.(mjs|js|json|html|rsc)$/.test(file))
    .filter((file) => readFileSync(file, 'utf8').includes(SWITCH));
}
