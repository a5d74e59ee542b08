'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { removeTool, saveChoice, saveTool } from './change-setup';
import {
  type Choice,
  choiceSchema,
  removeToolSchema,
  type SaveTool,
  saveToolSchema,
  type Tried,
  type TryTool,
  tryToolSchema,
} from './schema';
import { tryTool } from './try-tool';

export async function saveChoiceAction(slug: string, input: Choice): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => saveChoice(ctx, parseInput(choiceSchema, input)));
}

export async function saveToolAction(slug: string, input: SaveTool): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => saveTool(ctx, parseInput(saveToolSchema, input)));
}

export async function removeToolAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => removeTool(ctx, parseInput(removeToolSchema, input).id));
}

/** Calls a tool once as it stands in its editor. */
export async function tryToolAction(slug: string, input: TryTool): Promise<ActionResult<Tried>> {
  return tenantAction(slug, (ctx) => tryTool(ctx, parseInput(tryToolSchema, input)));
}
