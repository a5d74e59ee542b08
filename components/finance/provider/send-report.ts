import type { ErrorBody } from '@/lib/errors';
import type { ImportedReport } from '@/lib/finance/provider/schema';

type Sent = { ok: true; value: ImportedReport } | { ok: false; error: ErrorBody };

const LOST: ErrorBody = {
  code: 'internal',
  message: 'The connection was lost. Check it, then try again.',
};

/** Sends one file; XMLHttpRequest, because fetch tells nothing while it sends. `onProgress` gets a share from 0 to 1. */
export function sendReport(
  file: File,
  again: boolean,
  onProgress: (share: number) => void,
): Promise<Sent> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/finance/provider${again ? '?again=yes' : ''}`);
    request.responseType = 'json';
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name));
    request.setRequestHeader('content-type', 'text/csv');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () =>
      resolve(
        request.status < 300
          ? { ok: true, value: request.response as ImportedReport }
          : { ok: false, error: (request.response as ErrorBody | null) ?? LOST },
      );
    request.onerror = () => resolve({ ok: false, error: LOST });
    request.send(file);
  });
}
