import type { Upload, UploadMemory } from './upload-queue';
import { newUpload } from './upload-queue';

interface Kept {
  key: string;
  /** The workspace and the person, who may be another one after the next sign-in. */
  owner: string;
  file: File;
  folderId: string | undefined;
  at: number;
}

const DATABASE = 'tenantry-uploads';
const STORE = 'files';
/** Files that are larger in all are not kept: a reload then asks to choose them again. */
const MOST_BYTES = 500 * 1024 * 1024;
const KEPT_MS = 24 * 3_600_000;

/** Files that are still to be sent, kept by the browser until they are. Where it keeps none, all else works. */
export function uploadMemory(owner: string): UploadMemory & { load(): Promise<Upload[]> } {
  const quietly = (work: (files: IDBObjectStore) => void) =>
    void transaction(work).catch(() => undefined);
  return {
    keep(uploads) {
      const bytes = uploads.reduce((sum, { file }) => sum + file.size, 0);
      if (bytes > MOST_BYTES) return;
      quietly((files) => {
        for (const { key, file, folderId } of uploads)
          files.put({ key, owner, file, folderId, at: Date.now() } satisfies Kept);
      });
    },
    forget(keys) {
      quietly((files) => {
        for (const key of keys) files.delete(key);
      });
    },
    async load() {
      const kept: Kept[] = [];
      await transaction((files) => {
        const request = files.openCursor();
        request.onsuccess = () => {
          const cursor = request.result;
          if (!cursor) return;
          const entry = cursor.value as Kept;
          if (entry.owner !== owner || Date.now() - entry.at > KEPT_MS) cursor.delete();
          else kept.push(entry);
          cursor.continue();
        };
      }).catch(() => undefined);
      return kept.map(({ key, file, folderId }) => newUpload(file, { key, folderId }));
    },
  };
}

async function transaction(work: (files: IDBObjectStore) => void): Promise<void> {
  const database = await open();
  try {
    await new Promise<void>((resolve, reject) => {
      const change = database.transaction(STORE, 'readwrite');
      change.oncomplete = () => resolve();
      change.onerror = () => reject(change.error);
      change.onabort = () => reject(change.error);
      work(change.objectStore(STORE));
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
