'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { acknowledgeAlert, addObjective, editObjective } from './edit-objectives';
import {
  type AcknowledgeAlert,
  type AddObjective,
  acknowledgeSchema,
  addObjectiveSchema,
  type EditObjective,
  editObjectiveSchema,
} from './schema';

export async function addObjectiveAction(
  input: AddObjective,
): Promise<ActionResult<{ id: string }>> {
  return platformAction(async (ctx) => ({
    id: await addObjective(ctx, parseInput(addObjectiveSchema, input)),
  }));
}

export async function editObjectiveAction(input: EditObjective): Promise<ActionResult<void>> {
  return platformAction((ctx) => editObjective(ctx, parseInput(editObjectiveSchema, input)));
}

export async function acknowledgeObjectiveAction(
  input: AcknowledgeAlert,
): Promise<ActionResult<void>> {
  return platformAction((ctx) => acknowledgeAlert(ctx, parseInput(acknowledgeSchema, input)));
}
