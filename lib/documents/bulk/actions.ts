'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { changeDocuments } from './change-documents';
import { type ChangeDocuments, type ChangeResult, changeDocumentsSchema } from './schema';

export async function changeDocumentsAction(
  slug: string,
  input: ChangeDocuments,
): Promise<ActionResult<ChangeResult>> {
  return tenantAction(slug, (ctx) =>
    changeDocuments(ctx, parseInput(changeDocumentsSchema, input)),
  );
}
