'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { type SetOwnLimits, setOwnLimitsSchema } from './schema';
import { setOwnLimits } from './set-own-limits';

export async function setOwnLimitsAction(
  slug: string,
  input: SetOwnLimits,
): Promise<ActionResult<{ version: number }>> {
  return tenantAction(slug, async (ctx) => ({
    version: await setOwnLimits(ctx, parseInput(setOwnLimitsSchema, input)),
  }));
}
