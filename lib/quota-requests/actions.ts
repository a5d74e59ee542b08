'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, platformAction, tenantAction } from '@/lib/http/action-context';
import { askForLimits } from './ask-for-limits';
import { decideRequest } from './decide-request';
import {
  type Ask,
  askSchema,
  type Decide,
  decideSchema,
  type QuotaState,
  withdrawSchema,
} from './schema';
import { withdrawRequest } from './withdraw-request';

export async function askForLimitsAction(
  slug: string,
  input: Ask,
): Promise<ActionResult<{ id: string }>> {
  return tenantAction(slug, async (ctx) => ({
    id: await askForLimits(ctx, parseInput(askSchema, input)),
  }));
}

export async function withdrawRequestAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => withdrawRequest(ctx, parseInput(withdrawSchema, input).id));
}

export async function decideRequestAction(
  input: Decide,
): Promise<ActionResult<{ state: QuotaState }>> {
  return platformAction(async (ctx) => ({
    state: await decideRequest(ctx, parseInput(decideSchema, input)),
  }));
}
