'use server';

import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { parseInput } from '../parse-input';
import { setAccount } from './journal-accounts';
import { requestExport } from './request-export';
import {
  type AddTarget,
  addTargetSchema,
  type RemoveTarget,
  type RequestExport,
  removeTargetSchema,
  requestExportSchema,
  type SetAccount,
  setAccountSchema,
} from './schema';
import { addTarget, removeTarget } from './targets';

export async function requestExportAction(
  input: RequestExport,
): Promise<ActionResult<{ id: string }>> {
  return platformAction(async (ctx) => ({
    id: await requestExport(ctx, parseInput(requestExportSchema, input)),
  }));
}

export async function addTargetAction(input: AddTarget): Promise<ActionResult<{ id: string }>> {
  return platformAction(async (ctx) => ({
    id: await addTarget(ctx, parseInput(addTargetSchema, input)),
  }));
}

export async function removeTargetAction(input: RemoveTarget): Promise<ActionResult<void>> {
  return platformAction((ctx) => removeTarget(ctx, parseInput(removeTargetSchema, input)));
}

export async function setAccountAction(input: SetAccount): Promise<ActionResult<void>> {
  return platformAction((ctx) => setAccount(ctx, parseInput(setAccountSchema, input)));
}
