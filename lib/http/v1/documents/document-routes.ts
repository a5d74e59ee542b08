import { deleteDocument } from '@/lib/documents/delete-document';
import { parseInput } from '@/lib/documents/parse-input';
import { getDocument, listDocuments } from '@/lib/documents/queries';
import { requireId } from '@/lib/documents/require-id';
import { keepUpload } from '@/lib/documents/upload-document';
import type { ApiCall, KeyRoute } from '../api-route';
import { openCursor, sealCursor } from '../cursor';
import { answerOnce } from '../idempotency/answer-once';
import { sendJson, sendNothing } from '../send';
import { receiveFile } from './receive-file';
import {
  documentPageSchema,
  documentQuerySchema,
  documentSchema,
  uploadQuerySchema,
  uploadSchema,
} from './schema';

const tag = 'Documents';
const dialect = 'problem';
const LISTING = 'documents';

export const DOCUMENT_ROUTES: readonly KeyRoute[] = [
  {
    method: 'GET',
    path: '/v1/documents',
    dialect,
    feature: 'api',
    permission: 'documents:read',
    handle: list,
    operation: {
      tag,
      summary: 'List documents',
      description: 'Those that everyone in the workspace may read, newest first.',
      query: documentQuerySchema,
      responses: { 200: { description: 'A page.', schema: documentPageSchema } },
    },
  },
  {
    method: 'POST',
    path: '/v1/documents',
    dialect,
    feature: 'api',
    permission: 'documents:upload',
    handle: upload,
    operation: {
      tag,
      summary: 'Upload a document',
      description:
        'One file as the body, or as the field `file` of a form. It is read and indexed afterwards; its `stage` says how far that is. Another file under the name of a document in the folder becomes its next `version`, which takes its place in answers once it is indexed.',
      query: uploadQuerySchema,
      headers: {
        'x-file-name': 'The file’s name, percent-encoded.',
        'Idempotency-Key': 'The same answer again for a day.',
      },
      body: { binary: 'application/octet-stream' },
      responses: {
        200: { description: 'The same bytes were there already.', schema: uploadSchema },
        201: { description: 'Stored, and queued to be indexed.', schema: uploadSchema },
      },
    },
  },
  {
    method: 'GET',
    path: '/v1/documents/{id}',
    dialect,
    feature: 'api',
    permission: 'documents:read',
    handle: async ({ ctx, response, param }) =>
      sendJson(response, 200, await getDocument(ctx, param('id'))),
    operation: {
      tag,
      summary: 'Read a document’s state',
      responses: { 200: { description: 'The document.', schema: documentSchema } },
    },
  },
  {
    method: 'DELETE',
    path: '/v1/documents/{id}',
    dialect,
    feature: 'api',
    permission: 'documents:delete',
    handle: async ({ ctx, response, param }) => {
      await deleteDocument(ctx, { id: requireId(param('id')) });
      sendNothing(response);
    },
    operation: {
      tag,
      summary: 'Delete a document',
      responses: { 204: { description: 'It is in no answer to come.' } },
    },
  },
];

async function list({ ctx, response, query }: ApiCall): Promise<void> {
  const filter = parseInput(documentQuerySchema, Object.fromEntries(query));
  const cursor = filter.cursor && openCursor(ctx, LISTING, filter.cursor);
  const page = await listDocuments(ctx, { ...filter, cursor });
  sendJson(response, 200, {
    data: page.documents,
    nextCursor: page.nextCursor && sealCursor(ctx, LISTING, page.nextCursor),
  });
}

async function upload(call: ApiCall): Promise<void> {
  const file = await receiveFile(call);
  try {
    const folder = file.folderId ? `\n${file.folderId}` : '';
    const request = `${file.name}\n${file.original.mac.toString('hex')}${folder}`;
    await answerOnce(call, request, async () => {
      const body = await keepUpload(call.ctx, { ...file, sameName: 'version' });
      return { status: body.alreadyHere ? 200 : 201, headers: {}, body };
    });
  } finally {
    await file.original.discard();
  }
}
