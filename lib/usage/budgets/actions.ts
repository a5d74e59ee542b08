'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { markNotices } from './mark-notices';
import { markNoticesSchema, type OwnBudgets, ownBudgetsSchema } from './schema';
import { setOwnBudgets } from './set-own-budgets';

export async function setOwnBudgetsAction(
  slug: string,
  input: OwnBudgets,
): Promise<ActionResult<{ version: number }>> {
  return tenantAction(slug, async (ctx) => ({
    version: await setOwnBudgets(ctx, parseInput(ownBudgetsSchema, input)),
  }));
}

export async function markNoticesAction(
  slug: string,
  input: { ids: string[] },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => markNotices(ctx, parseInput(markNoticesSchema, input).ids));
}
