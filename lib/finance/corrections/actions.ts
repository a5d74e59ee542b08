'use server';

import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { parseInput } from '../parse-input';
import { adjustMonth, correctCall } from './correct-ledger';
import { previewCorrection } from './read-call';
import {
  type AdjustMonth,
  adjustMonthSchema,
  type CorrectCall,
  type CorrectionPreview,
  correctCallSchema,
  type PreviewCorrection,
  previewCorrectionSchema,
} from './schema';

export async function previewCorrectionAction(
  input: PreviewCorrection,
): Promise<ActionResult<CorrectionPreview>> {
  return platformAction((ctx) =>
    previewCorrection(ctx, parseInput(previewCorrectionSchema, input)),
  );
}

export async function correctCallAction(input: CorrectCall): Promise<ActionResult<{ id: string }>> {
  return platformAction(async (ctx) => ({
    id: await correctCall(ctx, parseInput(correctCallSchema, input)),
  }));
}

export async function adjustMonthAction(input: AdjustMonth): Promise<ActionResult<{ id: string }>> {
  return platformAction(async (ctx) => ({
    id: await adjustMonth(ctx, parseInput(adjustMonthSchema, input)),
  }));
}
