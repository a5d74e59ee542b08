import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeAccount } from '@/e2e/support/make-account';
import { SimulatedClock, setClock } from '@/lib/clock';
import { newId, newSecret } from '@/lib/ids';
import {
  createFirstOperator,
  createFirstOperatorLink,
  createSetPasswordLink,
  readLink,
  setFirstPassword,
} from './one-time-links';
import { signIn } from './sign-in';

const DAY = 24 * 60 * 60_000;
let clock: SimulatedClock;
let undo = () => {};
beforeEach(() => {
  clock = new SimulatedClock(Date.UTC(2026, 5, 1, 12));
  undo = setClock(clock);
});
afterEach(() => undo());

it('lets an invited person choose a password and sign in', async () => {
  const { id, email } = await makeAccount();
  const link = await createSetPasswordLink(id);
  expect(await readLink(link)).toEqual({ purpose: 'set_password', name: 'Test', email });
  expect(await setFirstPassword(link, 'a long enough password')).toBe(id);
  expect(await signIn({ email, password: 'a long enough password', address: newId() })).toBe(id);
});

it('works once, also when it is used twice at the same time', async () => {
  const { id, email } = await makeAccount();
  const link = await createSetPasswordLink(id);
  const passwords = ['the first password', 'the other password'];
  const results = await Promise.allSettled(passwords.map((each) => setFirstPassword(link, each)));
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  const won = passwords[results.findIndex((result) => result.status === 'fulfilled')] ?? '';
  expect(await signIn({ email, password: won, address: newId() })).toBe(id);
  expect(await readLink(link)).toBeUndefined();
  await expect(setFirstPassword(link, 'a third password')).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('sets no second password through another link', async () => {
  const { id } = await makeAccount();
  const links = [await createSetPasswordLink(id), await createSetPasswordLink(id)];
  await setFirstPassword(links[0] ?? '', 'the first password');
  await expect(setFirstPassword(links[1] ?? '', 'the other password')).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('ends after a week', async () => {
  const { id } = await makeAccount();
  const link = await createSetPasswordLink(id);
  await clock.sleep(7 * DAY);
  expect(await readLink(link)).toBeUndefined();
  await expect(setFirstPassword(link, 'a long enough password')).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('is not made for people who can sign in or run the platform', async () => {
  const known = await makeAccount({ password: 'a long enough password' });
  const operator = await makeAccount({ platformRole: 'operator' });
  for (const { id } of [known, operator]) {
    await expect(createSetPasswordLink(id)).rejects.toMatchObject({ code: 'conflict' });
  }
});

it('is nothing when it is unknown', async () => {
  expect(await readLink(newSecret())).toBeUndefined();
});

it('makes no second first operator, and no operator of an invitation', async () => {
  await makeAccount({ platformRole: 'operator' });
  const account = { name: 'Eve', email: `${newId()}@example.test`, password: 'a long password' };
  const link = await createFirstOperatorLink();
  await expect(createFirstOperator(link, account)).rejects.toMatchObject({ code: 'conflict' });
  const invited = await createSetPasswordLink((await makeAccount()).id);
  await expect(createFirstOperator(invited, account)).rejects.toMatchObject({ code: 'not_found' });
  await expect(setFirstPassword(link, 'a long password')).rejects.toMatchObject({
    code: 'not_found',
  });
});
