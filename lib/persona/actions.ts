'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { savePersona } from './persona';
import { personaSchema } from './schema';

export async function savePersonaAction(
  slug: string,
  input: { text: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => savePersona(ctx, parseInput(personaSchema, input).text));
}
