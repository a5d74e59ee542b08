import fs from 'node:fs/promises';
import path from 'node:path';
import { dataPath } from '@/lib/env';
import { isId, newId } from '@/lib/ids';
import { sealedVersion } from '@/lib/keys/envelope';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { inTurn } from './object-turns';
import { tenantArchives } from './tenant-archives';

export interface OlderObject {
  /** Its file, for the log: ids alone. */
  name: string;
  /** Seals it under the newest version; one that was removed meanwhile stays removed. */
  reseal(): Promise<void>;
}

/** Left by a write that a crash cut off; nobody reads it. */
const DRAFT = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ARCHIVE = /\.pieces$/;

/** Objects of every kind that are sealed under an older version than `current`. */
export async function olderObjects(ctx: TenantContext, current: number): Promise<OlderObject[]> {
  assertTenantContext(ctx);
  const root = dataPath('objects', tenantKeys(ctx).namespace('objects'));
  const archives = tenantArchives(ctx);
  const older: OlderObject[] = (await archives.sealedBefore(current)).map((id) => ({
    name: id,
    reseal: () => archives.reseal(id),
  }));
  for (const kind of await list(root)) {
    for (const id of await list(path.join(root, kind))) {
      if (DRAFT.test(id) || ARCHIVE.test(id)) continue;
      const file = path.join(root, kind, id);
      // What nobody knows how to seal anew keeps the older key alive.
      if (!isId(id))
        older.push({ name: file, reseal: () => Promise.reject(new Error('Unknown.')) });
      else if ((await versionOf(file)) < current)
        older.push({ name: id, reseal: () => resealObject(ctx, kind, id, file) });
    }
  }
  return older;
}

async function resealObject(
  ctx: TenantContext,
  kind: string,
  id: string,
  file: string,
): Promise<void> {
  const keys = tenantKeys(ctx);
  const place = { table: 'object', row: id, column: kind };
  await inTurn(file, async () => {
    const sealed = await fs.readFile(file).catch(absent);
    if (!sealed) return;
    const draft = `${file}.${newId()}`;
    const fresh = keys.seal(place, keys.open(place, sealed));
    await fs.writeFile(draft, fresh, { mode: 0o600, flush: true });
    await fs.rename(draft, file);
  });
}

/** More than an envelope's fixed part. */
const HEADER_BYTES = 64;

async function versionOf(file: string): Promise<number> {
  const handle = await fs.open(file).catch(absent);
  if (!handle) return Number.POSITIVE_INFINITY;
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0);
    return sealedVersion(header.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

async function list(directory: string): Promise<string[]> {
  return (await fs.readdir(directory).catch(absent)) ?? [];
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
