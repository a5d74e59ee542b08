'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { createKey } from './create-key';
import { revokeKey } from './revoke-key';
import { rotateKey } from './rotate-key';
import {
  type CreatedKey,
  type CreateKey,
  createKeySchema,
  type RotateKey,
  revokeKeySchema,
  rotateKeySchema,
} from './schema';

export async function createKeyAction(
  slug: string,
  input: CreateKey,
): Promise<ActionResult<CreatedKey>> {
  return tenantAction(slug, (ctx) => createKey(ctx, parseInput(createKeySchema, input)));
}

export async function rotateKeyAction(
  slug: string,
  input: RotateKey,
): Promise<ActionResult<CreatedKey>> {
  return tenantAction(slug, (ctx) => rotateKey(ctx, parseInput(rotateKeySchema, input)));
}

export async function revokeKeyAction(
  slug: string,
  input: { id: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => revokeKey(ctx, parseInput(revokeKeySchema, input).id));
}
