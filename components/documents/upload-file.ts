import type { UploadResult } from '@/lib/documents/schema';
import { PART_BYTES } from '@/lib/documents/uploads/facts';
import type { BegunUpload, PendingUpload } from '@/lib/documents/uploads/schema';
import type { ErrorBody } from '@/lib/errors';
import { RefusedError, readJson, UNREADABLE } from './read-json';

export interface UploadOptions {
  folderId: string | undefined;
  signal: AbortSignal;
  /** A share from 0 to 1 of the bytes that were sent. */
  onProgress: (share: number) => void;
  /** The server keeps parts of the file from now on, under this id. */
  onBegun: (pendingId: string) => void;
}

/** Below this there is nothing worth going on with: a file is sent at once. */
const AT_ONCE_BYTES = 1024 * 1024;

export const LOST: ErrorBody = {
  code: 'store_unavailable',
  message: 'The connection was lost. The upload goes on by itself once it is back.',
};
const CHANGED: ErrorBody = {
  code: 'invalid_input',
  message:
    'The file was changed, moved or removed while it was uploaded. Choose it again once it is saved.',
};

/**
 * Sends one file. What is larger than a megabyte goes in parts: the server says where to go on, so that the same file goes
 * on where a lost connection or a reload left it. Rejects with `RefusedError`.
 */
export async function uploadFile(
  slug: string,
  file: File,
  options: UploadOptions,
): Promise<UploadResult> {
  const sent =
    file.size <= AT_ONCE_BYTES ? sendAtOnce(slug, file, options) : sendParts(slug, file, options);
  return sent.catch(async (error) => {
    // A browser gives the same error for a lost connection and for a file that it cannot read any more.
    if (!options.signal.aborted && !(await isReadable(file))) throw new RefusedError(CHANGED);
    throw error;
  });
}

function sendAtOnce(slug: string, file: File, options: UploadOptions): Promise<UploadResult> {
  const query = options.folderId ? `?folder=${options.folderId}` : '';
  const headers: Record<string, string> = { 'x-file-name': encodeURIComponent(file.name) };
  if (file.type) headers['content-type'] = file.type;
  const address = `/api/t/${slug}/documents${query}`;
  return send(address, { method: 'POST', headers, body: file, ...options });
}

async function sendParts(slug: string, file: File, options: UploadOptions): Promise<UploadResult> {
  const { folderId, signal, onProgress, onBegun } = options;
  const digest = await sha256(file);
  if (signal.aborted) throw new RefusedError(STOPPED);
  // Not cut off: what the server has begun must be known, to be discarded.
  const begun = await request<BegunUpload>(`/api/t/${slug}/uploads`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: file.name,
      mediaType: file.type,
      bytes: file.size,
      sha256: digest,
      folderId,
    }),
  });
  if (!('upload' in begun)) return begun;
  onBegun(begun.upload.id);
  const address = `/api/t/${slug}/uploads/${begun.upload.id}`;
  let received = begun.upload.received;
  while (received < file.size) {
    const from = received;
    const part = file.slice(from, from + PART_BYTES);
    const after = await send<PendingUpload>(address, {
      method: 'PATCH',
      headers: { 'upload-offset': String(from) },
      body: part,
      signal,
      onProgress: (share) => onProgress((from + share * part.size) / file.size),
    }).catch((error) => whereItStands(slug, begun.upload.id, error));
    // It goes on at the same place only when nothing arrived, which is what was refused.
    if (after.received === from) throw new RefusedError(LOST);
    received = after.received;
  }
  return request<UploadResult>(address, { method: 'POST', signal });
}

/** Gives up what the server keeps of a file; without an answer it is kept for a day, and listed as unfinished. */
export async function discardUpload(slug: string, id: string): Promise<void> {
  const init = { method: 'DELETE', keepalive: true };
  await fetch(`/api/t/${slug}/uploads/${id}`, init).catch(() => undefined);
}

/** A part whose answer was lost has arrived: the next one is refused, and the server knows from where. */
async function whereItStands(slug: string, id: string, error: unknown): Promise<PendingUpload> {
  if (!(error instanceof RefusedError) || error.body.code !== 'conflict') throw error;
  const open = await request<PendingUpload[]>(`/api/t/${slug}/uploads`, {});
  const found = open.find((each) => each.id === id);
  if (!found) throw error;
  return found;
}

/** Undefined where the page has no secure context: then the server compares the size alone. */
async function sha256(file: File): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function isReadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}

async function request<T>(address: string, init: RequestInit): Promise<T> {
  return readJson<T>(address, init).catch((error: unknown) => {
    if (error instanceof RefusedError) throw error;
    throw new RefusedError(init.signal?.aborted ? STOPPED : LOST);
  });
}

const STOPPED: ErrorBody = { code: 'cancelled', message: 'Cancelled.' };

interface SendOptions {
  method: string;
  headers: Record<string, string>;
  body: Blob;
  signal: AbortSignal;
  onProgress: (share: number) => void;
}

/** What has no body of ours comes from a proxy: that the server is away, or that it wants no such request. */
function refusalOf({ status, response }: XMLHttpRequest): ErrorBody {
  const body = response as ErrorBody | null;
  if (body?.code) return body;
  return status >= 500 ? LOST : UNREADABLE;
}

/** XMLHttpRequest, because fetch tells nothing while it sends. */
function send<T>(address: string, options: SendOptions): Promise<T> {
  const { method, headers, body, signal, onProgress } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new RefusedError(STOPPED));
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.responseType = 'json';
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    const stop = () => request.abort();
    const ended = (work: () => void) => () => {
      signal.removeEventListener('abort', stop);
      work();
    };
    request.onload = ended(() => {
      if (request.status < 300) resolve(request.response as T);
      else reject(new RefusedError(refusalOf(request)));
    });
    request.onerror = ended(() => reject(new RefusedError(LOST)));
    request.onabort = ended(() => reject(new RefusedError(STOPPED)));
    signal.addEventListener('abort', stop, { once: true });
    request.send(body);
  });
}
