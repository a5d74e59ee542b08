'use server';

import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { cancelDocument } from './cancel-document';
import { deleteDocument } from './delete-document';
import { moveDocument } from './move-document';
import { parseInput } from './parse-input';
import { renameDocument } from './rename-document';
import { retryDocument } from './retry-document';
import { documentIdSchema, moveDocumentSchema, renameDocumentSchema } from './schema';

/** Each takes the workspace's slug and `{ id, ... }`; what they refuse comes back as a value. */

export async function renameDocumentAction(
  slug: string,
  input: { id: string; name: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => renameDocument(ctx, parseInput(renameDocumentSchema, input)));
}

export async function moveDocumentAction(
  slug: string,
  input: { id: string; folderId: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => moveDocument(ctx, parseInput(moveDocumentSchema, input)));
}

export async function cancelDocumentAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => cancelDocument(ctx, parseInput(documentIdSchema, input)));
}

export async function retryDocumentAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => retryDocument(ctx, parseInput(documentIdSchema, input)));
}

export async function deleteDocumentAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => deleteDocument(ctx, parseInput(documentIdSchema, input)));
}
