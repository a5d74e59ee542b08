import { openCommand } from '@/lib/db/lifecycle-credentials';
import { AppError } from '@/lib/errors';
import { revokeSession } from '@/lib/identity/sessions';
import { hashSecret, newId, newSecret } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';

/**
 * Runs a command as a named operator. Whoever runs it holds the installation's secrets; PostgreSQL opens a
 * session for that operator alone, of ten minutes at most, writes it down, and from there on the command is
 * the operator in the console: the same proof, rows and audit log. The session ends with the command.
 */
export async function asOperator<T>(
  email: string,
  command: string,
  work: (ctx: PlatformContext) => Promise<T>,
): Promise<T> {
  const token = newSecret();
  if (!(await openCommand(email.trim().toLowerCase(), newId(), hashSecret(token), command)))
    throw new AppError('forbidden', `${email} is not a platform operator of this installation.`);
  try {
    return await work(await verifyPlatformSession(token));
  } finally {
    await revokeSession(token);
  }
}
