'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { giveFeedback, withdrawFeedback } from './give-feedback';
import { type GiveFeedback, giveFeedbackSchema, withdrawFeedbackSchema } from './schema';

export async function giveFeedbackAction(
  slug: string,
  input: GiveFeedback,
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => giveFeedback(ctx, parseInput(giveFeedbackSchema, input)));
}

export async function withdrawFeedbackAction(
  slug: string,
  input: { messageId: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) =>
    withdrawFeedback(ctx, parseInput(withdrawFeedbackSchema, input).messageId),
  );
}
