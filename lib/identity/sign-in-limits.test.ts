import { afterEach, expect, it } from 'vitest';
import { makeAccount } from '@/e2e/support/make-account';
import { SimulatedClock, setClock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { signIn } from './sign-in';
import { attemptSucceeded, beginAttempt } from './sign-in-limits';

const MINUTE = 60_000;
let undo = () => {};
afterEach(() => undo());

function simulate(): SimulatedClock {
  const clock = new SimulatedClock(Date.UTC(2026, 5, 1, 12));
  undo = setClock(clock);
  return clock;
}

const fail = async (subject: string, address: string, times: number) => {
  for (let i = 0; i < times; i++) await beginAttempt(subject, address);
};

it('lets ten of fifty parallel guesses at one account through', async () => {
  const subject = newId();
  const guesses = Array.from({ length: 50 }, () => beginAttempt(subject, newId()));
  const results = await Promise.allSettled(guesses);
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(10);
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'rate_limited' });
  }
});

it('lets fifty parallel guesses from one address through, whatever the accounts', async () => {
  const address = newId();
  const guesses = Array.from({ length: 60 }, () => beginAttempt(newId(), address));
  const results = await Promise.allSettled(guesses);
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(50);
});

it('says when to come back, and holds until then', async () => {
  const clock = simulate();
  const subject = newId();
  for (let i = 0; i < 10; i++) {
    await beginAttempt(subject, newId());
    await clock.sleep(MINUTE);
  }
  await expect(beginAttempt(subject, newId())).rejects.toMatchObject({
    code: 'rate_limited',
    retryAfter: 5 * 60,
    message: expect.stringContaining('Try again in 5 minutes.'),
    limit: { name: 'sign_ins_per_person', limit: 10, resetsAt: '2026-06-01T12:15:00.000Z' },
  });
  await clock.sleep(5 * MINUTE - 1);
  await expect(beginAttempt(subject, newId())).rejects.toMatchObject({ retryAfter: 1 });
  await clock.sleep(1);
  await beginAttempt(subject, newId());
  await expect(beginAttempt(subject, newId())).rejects.toMatchObject({ retryAfter: 60 });
});

it('clears the slips of an account with its success, not those of the address', async () => {
  const clock = simulate();
  const [subject, address] = [newId(), newId()];
  await fail(subject, address, 9);
  await attemptSucceeded(await beginAttempt(subject, address));
  await clock.sleep(1);
  await fail(subject, newId(), 10);
  await expect(beginAttempt(subject, newId())).rejects.toMatchObject({ code: 'rate_limited' });
  // Nine of the address's fifty are still counted.
  for (let i = 0; i < 41; i++) await beginAttempt(newId(), address);
  await expect(beginAttempt(newId(), address)).rejects.toMatchObject({
    limit: { name: 'sign_ins_per_address' },
  });
});

it('answers alike for a wrong password, an unknown person and a person without a password', async () => {
  const known = await makeAccount({ password: 'the right password' });
  const invited = await makeAccount();
  const answers = await Promise.all(
    [known.email, invited.email, `${newId()}@example.test`].map((email) =>
      signIn({ email, password: 'wrong', address: newId() }).catch((error: Error) => ({
        ...error,
        message: error.message,
      })),
    ),
  );
  expect(answers[0]).toMatchObject({ code: 'unauthenticated' });
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

it('limits an unknown account like a known one, and the right password too once it is reached', async () => {
  const known = await makeAccount({ password: 'the right password' });
  const guess = (email: string, password: string) =>
    signIn({ email, password, address: newId() }).catch((error) => error.code);
  for (const email of [known.email, `${newId()}@example.test`]) {
    const codes = await Promise.all(Array.from({ length: 12 }, () => guess(email, 'wrong')));
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(2);
  }
  expect(await guess(known.email, 'the right password')).toBe('rate_limited');
});

it('signs in with any spelling of the address', async () => {
  const { id, email } = await makeAccount({ password: 'the right password' });
  expect(
    await signIn({
      email: ` ${email.toUpperCase()} `,
      password: 'the right password',
      address: newId(),
    }),
  ).toBe(id);
});
