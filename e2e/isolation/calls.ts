import type { Received, Visitor } from './visitor';

/** Asks in the visitor's name; the body is the whole stream. */
export function ask(
  visitor: Visitor,
  slug: string,
  question: string,
  extra: object = {},
): Promise<Received> {
  return visitor.request(`/api/t/${slug}/answers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question, ...extra }),
  });
}

export interface UploadedFile {
  name: string;
  bytes: string | Uint8Array<ArrayBuffer>;
  mediaType?: string;
}

/** The id of the document, whose way through the worker has begun. Throws when it was refused. */
export async function beginUpload(
  visitor: Visitor,
  slug: string,
  folderId: string,
  file: UploadedFile,
): Promise<string> {
  const received = await visitor.request(`/api/t/${slug}/documents?folder=${folderId}`, {
    method: 'POST',
    headers: {
      'content-type': file.mediaType ?? 'text/markdown',
      'x-file-name': encodeURIComponent(file.name),
    },
    body: file.bytes,
  });
  if (received.status >= 300) throw new Error(`The upload was refused: ${received.text}`);
  return (JSON.parse(received.body) as { document: { id: string } }).document.id;
}

const POLL_MS = 100;

/** The stage in which the worker left the document. */
export async function uploadEnded(visitor: Visitor, slug: string, id: string): Promise<string> {
  for (;;) {
    const received = await visitor.request(`/api/t/${slug}/documents/${id}`);
    const { stage } = JSON.parse(received.body) as { stage?: string };
    if (stage === undefined) throw new Error(`The document is not there: ${received.text}`);
    if (['indexed', 'failed', 'cancelled'].includes(stage)) return stage;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** A document that can be found. */
export async function upload(
  visitor: Visitor,
  slug: string,
  folderId: string,
  name: string,
  text: string,
): Promise<string> {
  const id = await beginUpload(visitor, slug, folderId, { name, bytes: text });
  const stage = await uploadEnded(visitor, slug, id);
  if (stage !== 'indexed') throw new Error(`The upload ended as ${stage}.`);
  return id;
}
