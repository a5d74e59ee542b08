import fs from 'node:fs/promises';
import path from 'node:path';
import { dataPath } from '@/lib/env';
import { isId, newId } from '@/lib/ids';
import { refuseErased } from '@/lib/keys/erased-tenants';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { inTurn } from './object-turns';
import { type ReceivedObject, receiveDraft } from './receive-draft';

/** What is kept: the original upload, the text extracted from it, or a part of an upload under way. */
export type ObjectKind = 'original' | 'text' | 'part';

/** One tenant's files, sealed. An id is a document's; nothing a person typed becomes a path. */
export interface TenantObjects {
  put(kind: ObjectKind, id: string, bytes: Uint8Array): Promise<void>;
  /** Sealed while it arrives, never whole in memory; nothing is there before it is kept. Rejects as `pieces` does. */
  receive(kind: ObjectKind, id: string, pieces: AsyncIterable<Uint8Array>): Promise<ReceivedObject>;
  /** Undefined when there is no such object. */
  get(kind: ObjectKind, id: string): Promise<Buffer | undefined>;
  remove(kind: ObjectKind, id: string): Promise<void>;
}

export function tenantObjects(ctx: TenantContext): TenantObjects {
  assertTenantContext(ctx);
  const keys = tenantKeys(ctx);
  const root = dataPath('objects', keys.namespace('objects'));
  const place = (kind: ObjectKind, id: string) => ({ table: 'object', row: id, column: kind });
  const fileOf = (kind: ObjectKind, id: string) => {
    if (!isId(id)) throw new TypeError('An object id is a UUID.');
    return path.join(root, kind, id);
  };
  const writable = async (file: string) => {
    refuseErased(ctx.tenantId);
    await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    // Again: an erasure that began since removes the directory, and the draft finds none.
    refuseErased(ctx.tenantId);
  };
  return {
    async put(kind, id, bytes) {
      const file = fileOf(kind, id);
      await writable(file);
      // Written beside and renamed, so that a crash leaves the old object or the new one.
      const draft = `${file}.${newId()}`;
      await fs.writeFile(draft, keys.seal(place(kind, id), bytes), { mode: 0o600, flush: true });
      await inTurn(file, () => fs.rename(draft, file));
    },
    async receive(kind, id, pieces) {
      const file = fileOf(kind, id);
      await writable(file);
      return receiveDraft(keys, place(kind, id), file, pieces);
    },
    async get(kind, id) {
      const sealed = await fs.readFile(fileOf(kind, id)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      return sealed && keys.open(place(kind, id), sealed);
    },
    async remove(kind, id) {
      const file = fileOf(kind, id);
      await inTurn(file, () => fs.rm(file, { force: true }));
    },
  };
}
