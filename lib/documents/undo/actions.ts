'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { putBackNamed } from './put-back-named';
import { type PutBackNamed, putBackNamedSchema } from './schema';

export async function putBackNamedAction(
  slug: string,
  input: PutBackNamed,
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => putBackNamed(ctx, parseInput(putBackNamedSchema, input)));
}
