import { parseInput } from '@/lib/documents/parse-input';
import { readUpload, type Upload } from '@/lib/documents/read-upload';
import { openUpload } from '@/lib/documents/receive-upload';
import { idSchema } from '@/lib/documents/schema';
import { AppError, isAppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ApiCall } from '../api-route';
import { readForm } from './read-form';

/** Boundaries, headers and other fields of a form. */
const FORM_BYTES = 65_536;
/** An id is shorter. */
const FOLDER_BYTES = 64;

/** A file in the store, not yet a document: whoever has it keeps or discards it. */
export interface ReceivedFile extends Upload {
  folderId?: string;
}

/**
 * The file of a request: its body, named by `name` in the query or percent-encoded in `x-file-name`, or the field `file`
 * of a form. Throws as `openUpload` and `readUpload` do, and then nothing is left of it.
 */
export async function receiveFile({ ctx, request, query }: ApiCall): Promise<ReceivedFile> {
  const headers = new Headers();
  for (const name of ['content-type', 'content-length', 'x-file-name'] as const) {
    const value = request.headers[name]?.toString();
    if (value !== undefined) headers.set(name, value);
  }
  // Who stops reading has an answer to give: the connection stays until it is sent.
  const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  const folder = folderOf(query.get('folder'));
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('multipart/form-data')) {
    const length = Number(headers.get('content-length') ?? 0);
    headers.set('content-length', String(Math.max(0, length - FORM_BYTES)));
    const maxBytes = await openUpload(ctx, headers);
    return fromForm(ctx, type, limited(body, maxBytes + FORM_BYTES), { maxBytes, folder });
  }
  const name = query.get('name');
  if (name !== null) headers.set('x-file-name', encodeURIComponent(name));
  const maxBytes = await openUpload(ctx, headers);
  return { ...(await readUpload(ctx, { headers, body }, maxBytes)), ...folder };
}

async function fromForm(
  ctx: TenantContext,
  type: string,
  body: AsyncIterable<Buffer>,
  { maxBytes, folder }: { maxBytes: number; folder: Pick<ReceivedFile, 'folderId'> },
): Promise<ReceivedFile> {
  let upload: Upload | undefined;
  let inForm: string | undefined;
  try {
    for await (const part of readForm(type, body)) {
      if (part.name === 'folder') inForm = await textOf(part.body);
      if (part.name !== 'file' || part.fileName === undefined || upload) continue;
      const headers = new Headers({ 'x-file-name': encodeURIComponent(part.fileName) });
      if (part.mediaType) headers.set('content-type', part.mediaType);
      upload = await readUpload(ctx, { headers, body: part.body }, maxBytes);
    }
    if (!upload) throw new AppError('invalid_input', 'Send the file as the form’s field "file".');
    return { ...upload, ...(folder.folderId ? folder : folderOf(inForm)) };
  } catch (cause) {
    await upload?.original.discard();
    if (isAppError(cause)) throw cause;
    throw new AppError('cancelled', 'The upload was cut off. Upload the file again.', { cause });
  }
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > FOLDER_BYTES)
      throw new AppError('invalid_input', 'The field "folder" is the id of a folder.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** A form that brings more beside its file than any needs. */
async function* limited(body: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > maxBytes) throw new AppError('too_large', 'The form is too large.');
    yield piece;
  }
}

function folderOf(folder: string | null | undefined): Pick<ReceivedFile, 'folderId'> {
  return folder ? { folderId: parseInput(idSchema, folder) } : {};
}
