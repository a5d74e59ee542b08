'use server';

import { headers } from 'next/headers';
import { parseInput } from '@/lib/documents/parse-input';
import { AppError } from '@/lib/errors';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { clientAddress } from '@/lib/identity/client-address';
import { confirmPerson } from '@/lib/identity/confirm-person';
import { sessionToken } from '@/lib/identity/current-session';
import { authorize } from '@/lib/tenancy/roles';
import { beginLeave } from './begin-leave';
import { type BeginLeave, beginLeaveSchema } from './schema';
import { takeBackLeave } from './take-back-leave';

/** When the workspace ends, in ISO 8601. */
export async function beginLeaveAction(
  slug: string,
  input: BeginLeave,
): Promise<ActionResult<string>> {
  return tenantAction(slug, async (ctx) => {
    authorize(ctx, 'workspace:end');
    const { confirmation, reason, secret } = parseInput(beginLeaveSchema, input);
    if (confirmation.trim() !== ctx.tenantName)
      throw new AppError('invalid_input', `Type the workspace’s name, ${ctx.tenantName}.`);
    const token = await sessionToken();
    if (!token) throw new AppError('unauthenticated', 'Sign in to go on.');
    await confirmPerson(token, { secret }, clientAddress(await headers()));
    return beginLeave(ctx, { reason });
  });
}

export async function takeBackLeaveAction(slug: string): Promise<ActionResult<void>> {
  return tenantAction(slug, takeBackLeave);
}
