import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { newId } from '@/lib/ids';
import type { Place, TenantKeys } from '@/lib/keys/tenant-keys';
import { inTurn } from './object-turns';

/** What arrived and lies beside its place. One of the two ends it; whichever comes second does nothing. */
export interface ReceivedObject {
  bytes: number;
  /** `contentMac` of what arrived. */
  mac: Buffer<ArrayBuffer>;
  /** SHA-256 of what arrived, in hex. */
  sha256: string;
  /** Puts it in its place. */
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** Seals pieces into a draft beside `file` as they arrive. What cannot be read to its end leaves nothing. */
export async function receiveDraft(
  keys: TenantKeys,
  place: Place,
  file: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<ReceivedObject> {
  const draft = `${file}.${newId()}`;
  const sealing = keys.sealing(place);
  const mac = keys.contentMacOf();
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await fs.open(draft, 'wx', 0o600);
  try {
    await handle.appendFile(sealing.head);
    for await (const piece of pieces) {
      mac.update(piece);
      hash.update(piece);
      bytes += piece.length;
      await handle.appendFile(sealing.update(piece));
    }
    const { tag, at } = sealing.finish();
    await handle.write(tag, 0, tag.length, at);
    await handle.sync();
  } catch (error) {
    await fs.rm(draft, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  let ended = false;
  return {
    bytes,
    mac: mac.digest(),
    sha256: hash.digest('hex'),
    async keep() {
      if (ended) return;
      // A rotation sweeps what lies in its place; an upload may have begun long before.
      if (keys.sealing(place).version !== sealing.version) {
        const plain = keys.open(place, await fs.readFile(draft));
        await fs.writeFile(draft, keys.seal(place, plain), { flush: true });
      }
      await inTurn(file, () => fs.rename(draft, file));
      ended = true;
    },
    async discard() {
      if (ended) return;
      ended = true;
      await fs.rm(draft, { force: true });
    },
  };
}
