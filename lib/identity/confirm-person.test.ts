import { afterAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeAccount } from '@/e2e/support/make-account';
import { closePools } from '@/lib/db/pools';
import { hashSecret } from '@/lib/ids';
import { confirmPerson, proofKind } from './confirm-person';
import { createSession, revokeSession } from './sessions';

afterAll(closePools);

const confirmed = async (token: string) =>
  (
    await asSuperuser<{ yes: boolean }>(
      'select confirmed_at is not null as yes from user_session where token_hash = $1',
      [hashSecret(token)],
    )
  )[0]?.yes;

it('takes the password of the session’s own person, for this session alone', async () => {
  const [mine, other] = [
    await makeAccount({ password: 'my own long password' }),
    await makeAccount({ password: 'another long password' }),
  ];
  const token = await createSession(mine.id);
  const elsewhere = await createSession(mine.id);
  expect(await proofKind(token)).toBe('password');
  for (const secret of ['', 'another long password', 'x'.repeat(1_000)])
    await expect(confirmPerson(token, { secret }, 'a1')).rejects.toMatchObject({
      code: 'forbidden',
    });
  expect(await confirmed(token)).toBe(false);
  await confirmPerson(token, { secret: 'my own long password' }, 'a1');
  expect(await confirmed(token)).toBe(true);
  expect(await confirmed(elsewhere)).toBe(false);
  expect(other.id).not.toBe(mine.id);
});

it('bounds guesses, and takes nothing from a session that is over', async () => {
  const { id } = await makeAccount({ password: 'my own long password' });
  const token = await createSession(id);
  const guesses = await Promise.allSettled(
    Array.from({ length: 14 }, () => confirmPerson(token, { secret: 'guess' }, 'a2')),
  );
  const codes = guesses.map((guess) => (guess as PromiseRejectedResult).reason.code);
  expect(codes.filter((code) => code === 'forbidden')).toHaveLength(10);
  await expect(
    confirmPerson(token, { secret: 'my own long password' }, 'a2'),
  ).rejects.toMatchObject({ code: 'rate_limited' });
  await revokeSession(token);
  await expect(
    confirmPerson(token, { secret: 'my own long password' }, 'a3'),
  ).rejects.toMatchObject({ code: 'unauthenticated' });
});

it('asks who has neither password nor authenticator to sign in again', async () => {
  const { id } = await makeAccount();
  const token = await createSession(id);
  expect(await proofKind(token)).toBe('sign_in');
  await confirmPerson(token, { secret: '' }, 'a4');
  await asSuperuser(
    `update user_session set created_at = created_at - interval '11 minutes', confirmed_at = null where token_hash = $1`,
    [hashSecret(token)],
  );
  await expect(confirmPerson(token, { secret: '' }, 'a4')).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(await confirmed(token)).toBe(false);
});
