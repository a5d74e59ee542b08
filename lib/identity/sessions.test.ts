import { expect, it } from 'vitest';
import { makeAccount } from '@/e2e/support/make-account';
import { withAuth } from '@/lib/db/auth-sql';
import { hashSecret, newSecret } from '@/lib/ids';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { sessionPerson } from './session-person';
import {
  createSession,
  elevateSession,
  revokeAllSessions,
  revokeSession,
  rotateSession,
} from './sessions';

/** Makes the session's last rotation that many minutes older. */
const age = (token: string, minutes: number) =>
  withAuth((sql) =>
    sql(
      'update user_session set rotated_at = rotated_at - make_interval(mins => $2) where token_hash = $1',
      [hashSecret(token), minutes],
    ),
  );
const holds = async (token: string) => (await sessionPerson(token)) !== undefined;

async function made(platformRole?: 'operator') {
  const account = await makeAccount({ platformRole });
  return { ...account, token: await createSession(account.id) };
}

it('keeps its token for 15 minutes, then takes another', async () => {
  const { token } = await made();
  await age(token, 14);
  expect(await rotateSession(token)).toBe(token);
  await age(token, 1);
  const next = await rotateSession(token);
  expect(next).toEqual(expect.any(String));
  expect(next).not.toBe(token);
});

it('accepts the former token for a minute and no longer', async () => {
  const { token } = await made();
  await age(token, 15);
  const next = (await rotateSession(token)) ?? '';
  expect([await holds(token), await holds(next)]).toEqual([true, true]);
  await age(next, 1);
  expect([await holds(token), await holds(next)]).toEqual([false, true]);
  expect(await rotateSession(token)).toBeUndefined();
});

it('gives tabs that rotate together the same successor', async () => {
  const { token } = await made();
  await age(token, 20);
  const tokens = await Promise.all(Array.from({ length: 8 }, () => rotateSession(token)));
  expect(new Set(tokens).size).toBe(1);
  expect(await holds(tokens[0] ?? '')).toBe(true);
});

it('does not adopt a token that was planted', async () => {
  const planted = newSecret();
  expect(await rotateSession(planted)).toBeUndefined();
  expect(await elevateSession(planted)).toBeUndefined();
  expect(await holds(planted)).toBe(false);
});

it('ends the token from before the second factor at once', async () => {
  const { token } = await made('operator');
  await expect(verifyPlatformSession(token)).rejects.toMatchObject({
    code: 'second_factor_required',
  });
  const elevated = (await elevateSession(token)) ?? '';
  expect(await holds(token)).toBe(false);
  await expect(verifyPlatformSession(token)).rejects.toMatchObject({ code: 'not_found' });
  expect((await verifyPlatformSession(elevated)).role).toBe('operator');
});

it('ends when it is revoked, under the former token too', async () => {
  const { token } = await made();
  await age(token, 15);
  const next = (await rotateSession(token)) ?? '';
  await revokeSession(token);
  expect([await holds(token), await holds(next)]).toEqual([false, false]);
  expect(await rotateSession(next)).toBeUndefined();
});

it('ends everywhere for one person and for nobody else', async () => {
  const [first, other] = [await made(), await made()];
  const second = await createSession(first.id);
  await revokeAllSessions(first.id);
  expect([await holds(first.token), await holds(second), await holds(other.token)]).toEqual([
    false,
    false,
    true,
  ]);
});

it('lives 12 hours for platform people and 14 days for others', async () => {
  const hours = async (token: string) => {
    const [row] = await withAuth((sql) =>
      sql<{ hours: number }>(
        `select extract(epoch from expires_at - created_at)::float8 / 3600 as hours
         from user_session where token_hash = $1`,
        [hashSecret(token)],
      ),
    );
    return row?.hours;
  };
  expect(await hours((await made('operator')).token)).toBe(12);
  expect(await hours((await made()).token)).toBe(14 * 24);
});

it('ends with its time and with its account', async () => {
  const [late, closed] = [await made(), await made()];
  await withAuth(async (sql) => {
    await sql('update user_session set expires_at = clock_timestamp() where token_hash = $1', [
      hashSecret(late.token),
    ]);
    await sql('update app_user set disabled_at = clock_timestamp() where id = $1', [closed.id]);
  });
  expect([await holds(late.token), await holds(closed.token)]).toEqual([false, false]);
  await expect(createSession(closed.id)).rejects.toMatchObject({ code: 'unauthenticated' });
});
