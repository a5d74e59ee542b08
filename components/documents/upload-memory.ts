import { deleteFiles, type KeptFile, putFiles, readFiles } from './kept-files';
import { lostUpload, newUpload, type Upload, type UploadMemory } from './upload';

/** Of file contents in all; of what is larger only the name is kept, so that a reload can ask for it by name. */
export const MOST_BYTES = 500 * 1024 * 1024;
const KEPT_MS = 24 * 3_600_000;

const STORE = { put: putFiles, delete: deleteFiles, read: readFiles };

/** Files that are still to be sent, kept by the browser until they are. Where it keeps none, all else works. */
export function uploadMemory(
  owner: string,
  store: typeof STORE = STORE,
): UploadMemory & { load(): Promise<Upload[]> } {
  /** Bytes of each file whose content is kept. */
  const held = new Map<string, number>();
  const room = () => MOST_BYTES - [...held.values()].reduce((sum, bytes) => sum + bytes, 0);

  // In order: what is forgotten must not be put after that.
  let last: Promise<void> = Promise.resolve();
  const next = (work: () => Promise<void>) => {
    last = last.then(work).catch(() => undefined);
  };

  async function put(entries: readonly KeptFile[]): Promise<void> {
    try {
      await store.put(entries);
    } catch {
      for (const { key } of entries) held.delete(key);
      await store.put(entries.map(({ file: _, ...rest }) => rest));
    }
  }

  return {
    keep(uploads) {
      let left = room();
      const entries = uploads.map(({ key, name, bytes, file, folderId }): KeptFile => {
        const entry = { key, owner, name, bytes, folderId, at: Date.now() };
        if (!file || bytes > left) return entry;
        left -= bytes;
        held.set(key, bytes);
        return { ...entry, file };
      });
      next(() => put(entries));
    },
    forget(keys) {
      for (const key of keys) held.delete(key);
      next(() => store.delete(keys));
    },
    async load() {
      const all = await store.read().catch(() => []);
      const mine = all.filter((each) => each.owner === owner && Date.now() - each.at <= KEPT_MS);
      const over = all.filter((each) => !mine.includes(each)).map(({ key }) => key);
      if (over.length > 0) await store.delete(over).catch(() => undefined);
      for (const { key, file } of mine) if (file) held.set(key, file.size);
      return mine.map(({ key, name, bytes, file, folderId }) =>
        file ? newUpload(file, { key, folderId }) : lostUpload({ key, name, bytes, folderId }),
      );
    },
  };
}
