import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { dataPath } from '@/lib/env';
import { isId, newId } from '@/lib/ids';
import { sealedVersion } from '@/lib/keys/envelope';
import { refuseErased } from '@/lib/keys/erased-tenants';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { inTurn } from './object-turns';

/** One large object that is written and read in pieces; no whole of it is ever in memory. */
export interface ArchiveWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** Puts the object in its place. Bytes and SHA-256 of what was written. */
  finish(): Promise<{ bytes: number; sha256: Buffer }>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

export interface TenantArchives {
  create(id: string): Promise<ArchiveWriter>;
  /** Undefined when there is no such archive. Throws while it is read when a byte was changed or cut off. */
  read(id: string): Promise<AsyncGenerator<Buffer> | undefined>;
  remove(id: string): Promise<void>;
  /** Ids of those with a piece under an older version of the key. */
  sealedBefore(version: number): Promise<string[]>;
  /** Writes one anew under the newest version of the key. */
  reseal(id: string): Promise<void>;
}

/** Tells the format from that of an object sealed as a whole. */
const ENDING = '.pieces';
const PIECE = 1024 * 1024;
const LENGTH = 4;
/** Enough of a sealed value to tell its version. */
const HEADER = 31;

/**
 * The context's own archives among its objects: pieces of 1 MiB, each sealed under the tenant's key to its
 * place in the order, the last one also to being the last, so that none can be moved, swapped or left out.
 * The file holds each piece after its length in 4 bytes, big-endian.
 */
export function tenantArchives(ctx: TenantContext): TenantArchives {
  assertTenantContext(ctx);
  const keys = tenantKeys(ctx);
  const fileOf = (id: string) => {
    if (!isId(id)) throw new TypeError('An object id is a UUID.');
    return path.join(dataPath('objects', keys.namespace('objects')), 'export', `${id}${ENDING}`);
  };
  const place = (id: string, piece: number, last: boolean) => ({
    table: 'object',
    row: id,
    column: `export|${piece}${last ? '|last' : ''}`,
  });

  async function create(id: string): Promise<ArchiveWriter> {
    const file = fileOf(id);
    const draft = `${file}.${newId()}`;
    refuseErased(ctx.tenantId);
    await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    refuseErased(ctx.tenantId);
    await removeDrafts(file);
    const handle = await fs.open(draft, 'wx', 0o600);
    const hash = createHash('sha256');
    let waiting: Buffer[] = [];
    let held = 0;
    let pieces = 0;
    let bytes = 0;
    const put = async (plain: Buffer, last: boolean) => {
      const sealed = keys.seal(place(id, pieces++, last), plain);
      const length = Buffer.alloc(LENGTH);
      length.writeUInt32BE(sealed.length);
      await handle.writev([length, sealed]);
    };
    return {
      async write(given) {
        const chunk = Buffer.from(given);
        hash.update(chunk);
        bytes += chunk.length;
        waiting.push(chunk);
        held += chunk.length;
        if (held < PIECE) return;
        const whole = Buffer.concat(waiting);
        let from = 0;
        for (; whole.length - from >= PIECE; from += PIECE)
          await put(whole.subarray(from, from + PIECE), false);
        waiting = [whole.subarray(from)];
        held = whole.length - from;
      },
      async finish() {
        await put(Buffer.concat(waiting), true);
        await handle.sync();
        await handle.close();
        refuseErased(ctx.tenantId);
        await fs.rename(draft, file);
        return { bytes, sha256: hash.digest() };
      },
      async discard() {
        await handle.close().catch(() => undefined);
        await fs.rm(draft, { force: true });
      },
    };
  }

  async function* pieces(id: string, handle: fs.FileHandle): AsyncGenerator<Buffer> {
    try {
      const { size } = await handle.stat();
      let at = 0;
      for (let piece = 0; at < size; piece++) {
        const length = (await readExactly(handle, at, LENGTH)).readUInt32BE();
        const sealed = await readExactly(handle, at + LENGTH, length);
        at += LENGTH + length;
        yield keys.open(place(id, piece, at === size), sealed);
      }
    } finally {
      await handle.close();
    }
  }

  async function read(id: string): Promise<AsyncGenerator<Buffer> | undefined> {
    const handle = await fs.open(fileOf(id), 'r').catch(absent);
    return handle && pieces(id, handle);
  }

  return {
    create,
    read,
    async remove(id) {
      const file = fileOf(id);
      await inTurn(file, () => fs.rm(file, { force: true }));
    },
    async sealedBefore(version) {
      const directory = path.join(dataPath('objects', keys.namespace('objects')), 'export');
      const older: string[] = [];
      for (const name of (await fs.readdir(directory).catch(absent)) ?? []) {
        const id = name.slice(0, -ENDING.length);
        if (name.endsWith(ENDING) && isId(id) && (await versionOf(fileOf(id))) < version)
          older.push(id);
      }
      return older;
    },
    // In turn, so that one that is removed meanwhile stays removed.
    reseal: (id) =>
      inTurn(fileOf(id), async () => {
        const plain = await read(id);
        if (!plain) return;
        const writer = await create(id);
        try {
          for await (const piece of plain) await writer.write(piece);
          await writer.finish();
        } catch (error) {
          await writer.discard();
          throw error;
        }
      }),
  };
}

/** Of the first piece: all are of one attempt, and the newest version can only grow during it. */
async function versionOf(file: string): Promise<number> {
  const handle = await fs.open(file).catch(absent);
  if (!handle) return Number.POSITIVE_INFINITY;
  try {
    return sealedVersion(await readExactly(handle, LENGTH, HEADER));
  } finally {
    await handle.close();
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

/** Of an attempt that a crash ended. */
async function removeDrafts(file: string): Promise<void> {
  for (const name of await fs.readdir(path.dirname(file))) {
    if (name.startsWith(`${path.basename(file)}.`))
      await fs.rm(path.join(path.dirname(file), name), { force: true });
  }
}

async function readExactly(handle: fs.FileHandle, at: number, length: number): Promise<Buffer> {
  if (length > 2 * PIECE) throw new Error('The archive is damaged.');
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, at);
  if (bytesRead !== length) throw new Error('The archive is cut off.');
  return bytes;
}
