'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { changePlan } from './change-plan';
import { type ChangePlan, changePlanSchema, undoPlanSchema } from './schema';
import { undoChange } from './undo-change';

export async function changePlanAction(
  slug: string,
  input: ChangePlan,
): Promise<ActionResult<{ effectiveAt: string }>> {
  return tenantAction(slug, async (ctx) => ({
    effectiveAt: await changePlan(ctx, parseInput(changePlanSchema, input)),
  }));
}

export async function undoPlanAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => undoChange(ctx, parseInput(undoPlanSchema, input).id));
}
