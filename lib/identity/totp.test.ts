import { generateSync } from 'otplib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeAccount } from '@/e2e/support/make-account';
import { SimulatedClock, setClock } from '@/lib/clock';
import { withAuth } from '@/lib/db/auth-sql';
import { newId } from '@/lib/ids';
import { openSecret, sealSecret } from './seal-secret';
import { type SessionPerson, sessionPerson } from './session-person';
import { createSession } from './sessions';
import { beginEnrolment, confirmSecondFactor } from './totp';

const STEP = 30_000;
let clock: SimulatedClock;
let undo = () => {};
beforeEach(() => {
  clock = new SimulatedClock(Date.UTC(2026, 5, 1, 12));
  undo = setClock(clock);
});
afterEach(() => undo());

const codeAt = (secret: string, ms = clock.now()) => generateSync({ secret, epoch: ms / 1000 });
const give = (token: string, code: string) => confirmSecondFactor(token, code, newId());

async function operator() {
  const account = await makeAccount({ platformRole: 'operator' });
  const token = await createSession(account.id);
  const person = (await sessionPerson(token)) as SessionPerson;
  return { ...account, token, person };
}

it('keeps the secret until a code confirms it, then never shows it again', async () => {
  const { id, token, person } = await operator();
  expect(person).toMatchObject({ enrolled: false, owesSecondFactor: true });
  const { secret, qrSvg } = await beginEnrolment(person);
  expect((await beginEnrolment(person)).secret).toBe(secret);
  expect(qrSvg).toContain('<svg');
  const next = await give(token, codeAt(secret));
  expect(await sessionPerson(next)).toMatchObject({ enrolled: true, owesSecondFactor: false });
  expect(await sessionPerson(token)).toBeUndefined();
  await expect(beginEnrolment(person)).rejects.toMatchObject({ code: 'conflict' });
  const again = await createSession(id);
  expect(await sessionPerson(again)).toMatchObject({ enrolled: true, owesSecondFactor: true });
});

it('accepts a code once, also when it comes twice at the same time', async () => {
  const { id, token, person } = await operator();
  const { secret } = await beginEnrolment(person);
  const code = codeAt(secret);
  const tokens = [token, ...(await Promise.all([1, 2, 3].map(() => createSession(id))))];
  const results = await Promise.allSettled(tokens.map((each) => give(each, code)));
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
});

it('accepts no code from before the last accepted one', async () => {
  const { id, token, person } = await operator();
  const { secret } = await beginEnrolment(person);
  await give(token, codeAt(secret));
  const earlier = codeAt(secret, clock.now() - STEP);
  await expect(give(await createSession(id), earlier)).rejects.toMatchObject({
    code: 'unauthenticated',
  });
  await clock.sleep(STEP);
  await give(await createSession(id), codeAt(secret));
});

it('allows a clock that is one step off, not two', async () => {
  const { id, token, person } = await operator();
  const { secret } = await beginEnrolment(person);
  const wrong = { code: 'unauthenticated' };
  await expect(give(token, codeAt(secret, clock.now() - 2 * STEP))).rejects.toMatchObject(wrong);
  await expect(give(token, codeAt(secret, clock.now() + 2 * STEP))).rejects.toMatchObject(wrong);
  await give(token, codeAt(secret, clock.now() + STEP));
  expect(await sessionPerson(await createSession(id))).toMatchObject({ enrolled: true });
});

it('limits guesses at the code', async () => {
  const { token, person } = await operator();
  const { secret } = await beginEnrolment(person);
  const wrong = codeAt(secret).replace(/./g, (digit) => String((Number(digit) + 1) % 10));
  for (let i = 0; i < 10; i++) {
    await expect(give(token, wrong)).rejects.toMatchObject({ code: 'unauthenticated' });
  }
  await expect(give(token, codeAt(secret))).rejects.toMatchObject({ code: 'rate_limited' });
});

it('keeps the secret sealed, for its owner alone', async () => {
  const { id, person } = await operator();
  const { secret } = await beginEnrolment(person);
  const [row] = await withAuth((sql) =>
    sql<{ totp_sealed: Buffer }>('select totp_sealed from app_user where id = $1', [id]),
  );
  expect(row?.totp_sealed.includes(secret)).toBe(false);
  const sealed = sealSecret('secret', id);
  expect(openSecret(sealed, id)).toBe('secret');
  expect(() => openSecret(sealed, newId())).toThrow();
});
