import fs from 'node:fs/promises';
import path from 'node:path';
import { dataPath } from '@/lib/env';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { inTurn } from './object-turns';

export interface StoredObject {
  /** `original`, `text`, `part` or `export`. */
  kind: string;
  /** Of the document, the part or the export; of a draft that a crash left, nobody's. */
  id: string;
  storedAt: Date;
  remove(): Promise<void>;
}

const ENDING = '.pieces';

/** Every object of the context, with the drafts that crashes left. */
export async function listObjects(ctx: TenantContext): Promise<StoredObject[]> {
  assertTenantContext(ctx);
  const root = dataPath('objects', tenantKeys(ctx).namespace('objects'));
  const found: StoredObject[] = [];
  for (const kind of await list(root)) {
    for (const name of await list(path.join(root, kind))) {
      const file = path.join(root, kind, name);
      const stats = await fs.stat(file).catch(absent);
      if (!stats) continue;
      found.push({
        kind,
        id: name.endsWith(ENDING) ? name.slice(0, -ENDING.length) : name,
        storedAt: stats.mtime,
        remove: () => inTurn(file, () => fs.rm(file, { force: true })),
      });
    }
  }
  return found;
}

async function list(directory: string): Promise<string[]> {
  return (await fs.readdir(directory).catch(absent)) ?? [];
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
