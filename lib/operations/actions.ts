'use server';

import { AppError } from '@/lib/errors';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { cancelOperation } from './cancel-operation';
import { type CancelOperation, cancelOperationSchema } from './schema';

export async function cancelOperationAction(input: CancelOperation): Promise<ActionResult<null>> {
  return platformAction(async (ctx) => {
    const parsed = cancelOperationSchema.safeParse(input);
    if (!parsed.success)
      throw new AppError('invalid_input', parsed.error.issues[0]?.message ?? 'This is not usable.');
    await cancelOperation(ctx, parsed.data);
    return null;
  });
}
