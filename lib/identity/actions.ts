'use server';

import { revalidatePath } from 'next/cache';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { isAppError, toErrorBody } from '@/lib/errors';
import { log } from '@/lib/log';
import { clientAddress } from './client-address';
import { deviceWords } from './device-words';
import { acceptInvitation } from './invitation-links';
import { createFirstOperator, setFirstPassword } from './one-time-links';
import { endOtherSessions, endOwnSession } from './own-sessions';
import { safePath } from './safe-path';
import {
  emailSchema,
  type FormFailure,
  nameSchema,
  newPasswordSchema,
  sessionIdSchema,
} from './schema';
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from './session-cookie';
import { createSession, revokeSession } from './sessions';
import { confirmSecondFactor } from './totp';

/** Confirms the session with a code and goes on to `next`. */
export async function secondFactorAction(
  _before: FormFailure | undefined,
  form: FormData,
): Promise<FormFailure | undefined> {
  const token = await readSessionCookie();
  if (!token) redirect('/sign-in');
  const address = clientAddress(await headers());
  try {
    await writeSessionCookie(await confirmSecondFactor(token, text(form, 'code'), address));
  } catch (error) {
    return failure(error);
  }
  redirect(safePath(form.get('next')));
}

/** Creates the first operator from a one-time link and signs in. */
export async function firstOperatorAction(
  _before: FormFailure | undefined,
  form: FormData,
): Promise<FormFailure | undefined> {
  const name = nameSchema.safeParse(text(form, 'name'));
  const email = emailSchema.safeParse(text(form, 'email'));
  const password = newPasswordSchema.safeParse(text(form, 'password'));
  if (!name.success || !email.success || !password.success) {
    return invalid({
      name: name.error?.issues[0]?.message,
      email: email.error?.issues[0]?.message,
      password: password.error?.issues[0]?.message,
    });
  }
  try {
    const account = { name: name.data, email: email.data, password: password.data };
    await enter(await createFirstOperator(text(form, 'link'), account));
  } catch (error) {
    return failure(error);
  }
  redirect('/workspaces');
}

/** Sets an invited person's first password and signs in. */
export async function setPasswordAction(
  _before: FormFailure | undefined,
  form: FormData,
): Promise<FormFailure | undefined> {
  const password = newPasswordSchema.safeParse(text(form, 'password'));
  if (!password.success) return invalid({ password: password.error.issues[0]?.message });
  try {
    await enter(await setFirstPassword(text(form, 'link'), password.data));
  } catch (error) {
    return failure(error);
  }
  redirect('/workspaces');
}

/** Enters the workspace of a `join` link as the person who is signed in. */
export async function acceptInvitationAction(
  _before: FormFailure | undefined,
  form: FormData,
): Promise<FormFailure | undefined> {
  const token = await readSessionCookie();
  const link = text(form, 'link');
  if (!token) redirect(`/sign-in?next=${encodeURIComponent(`/link/${link}`)}`);
  let slug: string;
  try {
    slug = await acceptInvitation(token, link);
  } catch (error) {
    return failure(error);
  }
  redirect(`/t/${slug}`);
}

/** Ends this session here and in the database. */
export async function signOutAction(): Promise<void> {
  const token = await readSessionCookie();
  if (token) await revokeSession(token);
  await clearSessionCookie();
  redirect('/sign-in?signed-out');
}

/** Ends one of the caller's own sessions on another device; without effect when it is over. */
export async function endSessionAction(id: string): Promise<FormFailure | undefined> {
  const token = await readSessionCookie();
  if (!token) redirect('/sign-in');
  try {
    await endOwnSession(token, sessionIdSchema.parse(id));
  } catch (error) {
    return failure(error);
  }
  revalidatePath('/sessions');
  return undefined;
}

/** Ends all of the caller's sessions but this one. */
export async function endOtherSessionsAction(): Promise<FormFailure | undefined> {
  const token = await readSessionCookie();
  if (!token) redirect('/sign-in');
  try {
    await endOtherSessions(token);
  } catch (error) {
    return failure(error);
  }
  revalidatePath('/sessions');
  return undefined;
}

/** As the person who chose the account's password just now. */
async function enter(userId: string): Promise<void> {
  const before = await readSessionCookie();
  await writeSessionCookie(
    await createSession(userId, { byPassword: true, device: deviceWords(await headers()) }),
  );
  if (before) await revokeSession(before);
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

function invalid(messages: Record<string, string | undefined>): FormFailure {
  const given = Object.entries(messages).filter(([, message]) => message !== undefined);
  return {
    message: 'Something needs your attention.',
    fields: Object.fromEntries(given) as Record<string, string>,
  };
}

function failure(error: unknown): FormFailure {
  const { body } = toErrorBody(error);
  if (!isAppError(error)) log.error({ err: error }, 'a sign-in form failed');
  return { message: body.message, retryAfter: body.retryAfter };
}
