'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { acknowledgeAlert } from './alerts';
import { type Acknowledge, acknowledgeSchema } from './schema';
import { runSelfTest } from './self-test/run-self-test';

export async function acknowledgeAlertAction(input: Acknowledge): Promise<ActionResult<void>> {
  return platformAction((ctx) => acknowledgeAlert(ctx, parseInput(acknowledgeSchema, input)));
}

export async function runSelfTestAction(): Promise<ActionResult<{ id: string }>> {
  return platformAction(async (ctx) => ({ id: await runSelfTest(ctx) }));
}
