'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { editRule } from './edit-rule';
import { endContainment } from './end-containment';
import { type EditRule, type EndContainment, editRuleSchema, endContainmentSchema } from './schema';

export async function editRuleAction(input: EditRule): Promise<ActionResult<void>> {
  return platformAction((ctx) => editRule(ctx, parseInput(editRuleSchema, input)));
}

export async function endContainmentAction(input: EndContainment): Promise<ActionResult<void>> {
  return platformAction((ctx) => endContainment(ctx, parseInput(endContainmentSchema, input)));
}
