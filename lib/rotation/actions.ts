'use server';

import { AppError } from '@/lib/errors';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { requestOperation } from '@/lib/operations/request-operation';
import { type RotateKeys, rotateKeysSchema } from './schema';

/** Asks for the rotation of one tenant's keys; an operator's request, with both audit entries. */
export async function rotateKeysAction(input: RotateKeys): Promise<ActionResult<null>> {
  return platformAction(async (ctx) => {
    const parsed = rotateKeysSchema.safeParse(input);
    if (!parsed.success)
      throw new AppError('invalid_input', parsed.error.issues[0]?.message ?? 'This is not usable.');
    await requestOperation(ctx, { kind: 'rotate_keys', ...parsed.data });
    return null;
  });
}
