'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type Rules, rulesSchema } from '@/lib/guardrails/schema';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { restorePersona, savePersona, saveRules } from './persona';
import { personaSchema, restorePersonaSchema } from './schema';

export async function savePersonaAction(
  slug: string,
  input: { text: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => savePersona(ctx, parseInput(personaSchema, input).text));
}

/** Puts an earlier version in force again. */
export async function restorePersonaAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) =>
    restorePersona(ctx, parseInput(restorePersonaSchema, input).id),
  );
}

export async function saveRulesAction(slug: string, input: Rules): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => saveRules(ctx, parseInput(rulesSchema, input)));
}
