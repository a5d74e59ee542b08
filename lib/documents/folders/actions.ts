'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { createFolder } from './create-folder';
import { deleteFolder } from './delete-folder';
import { renameFolder } from './rename-folder';
import {
  createFolderSchema,
  type FolderAudience,
  folderAudienceSchema,
  folderIdSchema,
  renameFolderSchema,
} from './schema';
import { setFolderAudience } from './set-folder-audience';

export async function createFolderAction(
  slug: string,
  input: { name: string },
): Promise<ActionResult<{ id: string }>> {
  return tenantAction(slug, (ctx) => createFolder(ctx, parseInput(createFolderSchema, input)));
}

export async function renameFolderAction(
  slug: string,
  input: { id: string; name: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => renameFolder(ctx, parseInput(renameFolderSchema, input)));
}

export async function deleteFolderAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => deleteFolder(ctx, parseInput(folderIdSchema, input)));
}

export async function setFolderAudienceAction(
  slug: string,
  input: FolderAudience,
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) =>
    setFolderAudience(ctx, parseInput(folderAudienceSchema, input)),
  );
}
