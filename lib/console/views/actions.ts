'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { removeViewSchema, type SaveView, saveViewSchema } from './schema';
import { removeView, saveView } from './views';

export async function saveViewAction(input: SaveView): Promise<ActionResult<{ id: string }>> {
  return platformAction(async (ctx) => ({
    id: await saveView(ctx, parseInput(saveViewSchema, input)),
  }));
}

export async function removeViewAction(input: { id: string }): Promise<ActionResult<void>> {
  return platformAction((ctx) => removeView(ctx, parseInput(removeViewSchema, input).id));
}
