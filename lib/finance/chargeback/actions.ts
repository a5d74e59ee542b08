'use server';

import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { parseInput } from '../parse-input';
import { closeAll } from './close-all';
import { type Closed, closeMonth } from './close-month';
import { creditStatement } from './credit-statement';
import {
  type AddRate,
  addRateSchema,
  type CloseAll,
  type CloseMonth,
  type ClosingStep,
  type Credit,
  closeAllSchema,
  closeMonthSchema,
  creditSchema,
  type SetTerms,
  setTermsSchema,
} from './schema';
import { addRate, setTerms } from './set-terms';

export async function closeMonthAction(input: CloseMonth): Promise<ActionResult<Closed>> {
  return platformAction((ctx) => closeMonth(ctx, parseInput(closeMonthSchema, input)));
}

export async function closeAllAction(input: CloseAll): Promise<ActionResult<ClosingStep>> {
  return platformAction((ctx) => closeAll(ctx, parseInput(closeAllSchema, input)));
}

export async function creditStatementAction(
  input: Credit,
): Promise<ActionResult<{ number: string }>> {
  return platformAction(async (ctx) => ({
    number: await creditStatement(ctx, parseInput(creditSchema, input)),
  }));
}

export async function setTermsAction(input: SetTerms): Promise<ActionResult<{ version: number }>> {
  return platformAction(async (ctx) => ({
    version: await setTerms(ctx, parseInput(setTermsSchema, input)),
  }));
}

export async function addRateAction(input: AddRate): Promise<ActionResult<{ version: number }>> {
  return platformAction(async (ctx) => ({
    version: await addRate(ctx, parseInput(addRateSchema, input)),
  }));
}
