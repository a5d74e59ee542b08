'use server';

import type { z } from 'zod';
import { AppError } from '@/lib/errors';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import type { Proposed } from '@/lib/policies/schema';
import { changeTenantState } from './change-tenant-state';
import { type CreatedTenant, createTenant } from './create-tenant';
import { editPolicy } from './edit-policy';
import { type EditPolicy, editPolicySchema } from './policy/schema';
import {
  type ChangeState,
  type CreateTenant,
  changeStateSchema,
  createTenantSchema,
} from './schema';

export async function editPolicyAction(input: EditPolicy): Promise<ActionResult<Proposed>> {
  return platformAction((ctx) => editPolicy(ctx, parse(editPolicySchema, input)));
}

export async function changeTenantStateAction(input: ChangeState): Promise<ActionResult<null>> {
  return platformAction(async (ctx) => {
    await changeTenantState(ctx, parse(changeStateSchema, input));
    return null;
  });
}

export async function createTenantAction(
  input: CreateTenant,
): Promise<ActionResult<CreatedTenant>> {
  return platformAction((ctx) => createTenant(ctx, parse(createTenantSchema, input)));
}

/** What a client sends is checked again, whatever its form did. */
function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_input', parsed.error.issues[0]?.message ?? 'This is not usable.');
}
