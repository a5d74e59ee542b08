'use server';

import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { parseInput } from '../parse-input';
import { planSpend } from './plan-spend';
import { type PlanSpend, planSpendSchema } from './schema';

export async function planSpendAction(input: PlanSpend): Promise<ActionResult<null>> {
  return platformAction(async (ctx) => {
    await planSpend(ctx, parseInput(planSpendSchema, input));
    return null;
  });
}
