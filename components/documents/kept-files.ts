/** A file that is still to be sent, as the browser keeps it. */
export interface KeptFile {
  key: string;
  /** The workspace and the person, who may be another one after the next sign-in. */
  owner: string;
  name: string;
  bytes: number;
  /** Absent where there was no room for it. */
  file?: File;
  folderId: string | undefined;
  /** Milliseconds. */
  at: number;
}

const DATABASE = 'tenantry-uploads';
const STORE = 'files';

/** Rejects when the browser has no room, or keeps nothing at all: then none of them is kept. */
export async function putFiles(entries: readonly KeptFile[]): Promise<void> {
  await transaction((files) => {
    for (const entry of entries) files.put(entry);
  });
}

export async function deleteFiles(keys: readonly string[]): Promise<void> {
  await transaction((files) => {
    for (const key of keys) files.delete(key);
  });
}

export async function readFiles(): Promise<KeptFile[]> {
  const found: KeptFile[] = [];
  await transaction((files) => {
    const request = files.openCursor();
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return;
      found.push(cursor.value as KeptFile);
      cursor.continue();
    };
  });
  return found;
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
