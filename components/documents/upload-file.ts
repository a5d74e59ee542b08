import type { UploadResult } from '@/lib/documents/schema';
import type { ErrorBody } from '@/lib/errors';
import { RefusedError } from './read-json';

interface UploadOptions {
  folderId: string | undefined;
  signal: AbortSignal;
  /** A share from 0 to 1 of the bytes that were sent. */
  onProgress: (share: number) => void;
}

const LOST: ErrorBody = {
  code: 'internal',
  message: 'The connection was lost. Check it, then retry.',
};

/** Sends one file; XMLHttpRequest, because fetch tells nothing while it sends. Rejects with `RefusedError`. */
export function uploadFile(
  slug: string,
  file: File,
  { folderId, signal, onProgress }: UploadOptions,
): Promise<UploadResult> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const query = folderId ? `?folder=${folderId}` : '';
    request.open('POST', `/api/t/${slug}/documents${query}`);
    request.responseType = 'json';
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name));
    if (file.type) request.setRequestHeader('content-type', file.type);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status < 300) resolve(request.response as UploadResult);
      else reject(new RefusedError((request.response as ErrorBody | null) ?? LOST));
    };
    request.onerror = () => reject(new RefusedError(LOST));
    request.onabort = () => reject(new RefusedError({ code: 'cancelled', message: 'Cancelled.' }));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
