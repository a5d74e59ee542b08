'use server';

import { parseInput } from '@/lib/documents/parse-input';
import type { UploadResult } from '@/lib/documents/schema';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { restoreVersion } from './restore-version';
import { restoreVersionSchema } from './schema';

export async function restoreVersionAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<UploadResult>> {
  return tenantAction(slug, (ctx) => restoreVersion(ctx, parseInput(restoreVersionSchema, input)));
}
