import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { parseInput } from '@/lib/documents/parse-input';
import { readUpload } from '@/lib/documents/read-upload';
import { idSchema } from '@/lib/documents/schema';
import type { UploadInput } from '@/lib/documents/upload-document';
import { maxUploadBytes } from '@/lib/documents/upload-limits';
import { AppError } from '@/lib/errors';
import { policyOf } from '@/lib/tenancy/policy';
import type { ApiCall } from '../api-route';
import { receiveBody } from '../receive-body';

/** Boundaries, headers and other fields of a form. */
const FORM_BYTES = 65_536;

/**
 * The file of a request: its body, named by `name` in the query or percent-encoded in `x-file-name`, or the field `file`
 * of a form. Throws as `readUpload` does.
 */
export async function receiveFile(call: ApiCall): Promise<UploadInput> {
  const { ctx, request, query } = call;
  const max = maxUploadBytes(await policyOf(ctx));
  const folder = query.get('folder');
  if (request.headers['content-type']?.startsWith('multipart/form-data'))
    return fromForm(call, max, folder);
  const name = query.get('name');
  const headers = new Headers();
  for (const header of ['content-type', 'content-length', 'x-file-name'] as const) {
    const value = request.headers[header]?.toString();
    if (value !== undefined) headers.set(header, value);
  }
  if (name !== null) headers.set('x-file-name', encodeURIComponent(name));
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers,
    body: Readable.toWeb(request) as ReadableStream as RequestInit['body'] & object,
    duplex: 'half',
  };
  const upload = await readUpload(ctx, new Request('http://api/', init), max);
  return { ...upload, ...folderOf(folder) };
}

async function fromForm(
  { ctx, request }: ApiCall,
  max: number,
  folder: string | null,
): Promise<UploadInput> {
  const bytes = await receiveBody(ctx, request, max + FORM_BYTES);
  const type = request.headers['content-type'] ?? '';
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } })
    .formData()
    .catch((cause) => {
      throw new AppError('invalid_input', 'The form cannot be read.', { cause });
    });
  const file = form.get('file');
  if (!(file instanceof File))
    throw new AppError('invalid_input', 'Send the file as the form’s field "file".');
  const inForm = form.get('folder');
  const head = new Headers({ 'x-file-name': encodeURIComponent(file.name) });
  if (file.type) head.set('content-type', file.type);
  const part = new Request('http://api/', { method: 'POST', headers: head, body: file });
  const upload = await readUpload(ctx, part, max);
  return { ...upload, ...folderOf(folder ?? (typeof inForm === 'string' ? inForm : null)) };
}

function folderOf(folder: string | null): Pick<UploadInput, 'folderId'> {
  return folder ? { folderId: parseInput(idSchema, folder) } : {};
}
