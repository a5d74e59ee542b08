'use server';

import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { parseInput } from '../parse-input';
import { enterSharedCost, withdrawSharedCost } from './enter-shared-cost';
import {
  type EnterSharedCost,
  enterSharedCostSchema,
  type WithdrawSharedCost,
  withdrawSharedCostSchema,
} from './schema';

export async function enterSharedCostAction(input: EnterSharedCost): Promise<ActionResult<null>> {
  return platformAction(async (ctx) => {
    await enterSharedCost(ctx, parseInput(enterSharedCostSchema, input));
    return null;
  });
}

export async function withdrawSharedCostAction(
  input: WithdrawSharedCost,
): Promise<ActionResult<null>> {
  return platformAction(async (ctx) => {
    await withdrawSharedCost(ctx, parseInput(withdrawSharedCostSchema, input));
    return null;
  });
}
