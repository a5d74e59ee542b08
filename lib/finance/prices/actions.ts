'use server';

import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { parseInput } from '../parse-input';
import { addPrices } from './add-prices';
import { previewPrices } from './preview-prices';
import {
  type AddPrices,
  addPricesSchema,
  type PreviewPrices,
  type PricePreview,
  previewPricesSchema,
} from './schema';

export async function previewPricesAction(
  input: PreviewPrices,
): Promise<ActionResult<PricePreview>> {
  return platformAction((ctx) => previewPrices(ctx, parseInput(previewPricesSchema, input)));
}

export async function addPricesAction(
  input: AddPrices,
): Promise<ActionResult<{ version: number }>> {
  return platformAction(async (ctx) => ({
    version: await addPrices(ctx, parseInput(addPricesSchema, input)),
  }));
}
