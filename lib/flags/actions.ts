'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { setFlag, setTenantFlag } from './change-flag';
import { type SetFlag, type SetTenantFlag, setFlagSchema, setTenantFlagSchema } from './schema';

export async function setFlagAction(input: SetFlag): Promise<ActionResult<void>> {
  return platformAction((ctx) => setFlag(ctx, parseInput(setFlagSchema, input)));
}

export async function setTenantFlagAction(input: SetTenantFlag): Promise<ActionResult<void>> {
  return platformAction((ctx) => setTenantFlag(ctx, parseInput(setTenantFlagSchema, input)));
}
