'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { markSeen } from './mark-seen';
import { seenSchema } from './schema';

export async function markDeferredSeenAction(
  slug: string,
  input: { ids: string[] },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => markSeen(ctx, parseInput(seenSchema, input).ids));
}
