'use server';

import type { z } from 'zod';
import { AppError } from '@/lib/errors';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import type { PlatformContext } from '@/lib/tenancy/context';
import { proposeMove } from './propose-move';
import { cancelMove, requestRelease } from './request-move';
import { requestReindex } from './request-reindex';
import {
  type CancelMove,
  cancelMoveSchema,
  modelAccountSchema,
  type OnTenant,
  onTenantSchema,
  type ProposeMove,
  proposeMoveSchema,
  type SetModelAccount,
  type SetVectorCluster,
  vectorClusterSchema,
} from './schema';
import { clearModelAccount, setModelAccount } from './set-model-account';
import { setVectorCluster } from './set-vector-cluster';

type Result = Promise<ActionResult<null>>;

export async function proposeMoveAction(input: ProposeMove): Result {
  return change(proposeMoveSchema, input, proposeMove);
}

export async function requestReleaseAction(input: OnTenant): Result {
  return change(onTenantSchema, input, requestRelease);
}

export async function requestReindexAction(input: OnTenant): Result {
  return change(onTenantSchema, input, requestReindex);
}

export async function cancelMoveAction(input: CancelMove): Result {
  return change(cancelMoveSchema, input, cancelMove);
}

export async function setModelAccountAction(input: SetModelAccount): Result {
  return change(modelAccountSchema, input, setModelAccount);
}

export async function clearModelAccountAction(input: OnTenant): Result {
  return change(onTenantSchema, input, clearModelAccount);
}

export async function setVectorClusterAction(input: SetVectorCluster): Result {
  return change(vectorClusterSchema, input, setVectorCluster);
}

/** What a client sends is checked again, whatever its form did. */
function change<T>(
  schema: z.ZodType<T>,
  input: unknown,
  work: (ctx: PlatformContext, input: T) => Promise<unknown>,
): Result {
  return platformAction(async (ctx) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success)
      throw new AppError('invalid_input', parsed.error.issues[0]?.message ?? 'This is not usable.');
    await work(ctx, parsed.data);
    return null;
  });
}
