import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeAccount } from '@/e2e/support/make-account';
import { makeMember } from '@/e2e/support/make-member';
import { tokenOf } from '@/e2e/support/make-real-tenant';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { SimulatedClock, setClock } from '@/lib/clock';
import { newId, newSecret } from '@/lib/ids';
import { addMember } from '@/lib/tenancy/add-member';
import { createInvitationLink } from './invitation-links';
import {
  createFirstOperator,
  createFirstOperatorLink,
  readLink,
  setFirstPassword,
} from './one-time-links';
import { signIn } from './sign-in';

let tenant: MadeTenant;
beforeAll(async () => {
  tenant = await makeTenant();
});

async function invite(): Promise<{ id: string; email: string; link: string }> {
  const email = `${newId()}@example.test`;
  const { id } = await addMember(tenant.ctx, { email, name: 'Test', role: 'member' });
  return { id, email, link: await newLink(id) };
}

async function newLink(id: string): Promise<string> {
  return tokenOf((await createInvitationLink(tenant.ctx, id)).link);
}

const DAY = 24 * 60 * 60_000;
let clock: SimulatedClock;
let undo = () => {};
beforeEach(() => {
  clock = new SimulatedClock(Date.UTC(2026, 5, 1, 12));
  undo = setClock(clock);
});
afterEach(() => undo());

it('lets an invited person choose a password and sign in', async () => {
  const { id, email, link } = await invite();
  expect(await readLink(link)).toEqual({ purpose: 'set_password', name: 'Test', email });
  expect(await setFirstPassword(link, 'a long enough password')).toBe(id);
  expect(await signIn({ email, password: 'a long enough password', address: newId() })).toBe(id);
});

it('works once, also when it is used twice at the same time', async () => {
  const { id, email, link } = await invite();
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

it('opens the account of the address that was invited, and no other', async () => {
  const [one, other] = [await invite(), await invite()];
  expect(await setFirstPassword(one.link, 'a long enough password')).toBe(one.id);
  const password = 'a long enough password';
  await expect(signIn({ email: other.email, password, address: newId() })).rejects.toMatchObject({
    code: 'unauthenticated',
  });
  expect(await readLink(other.link)).toMatchObject({ email: other.email });
});

it('gives way to a newer one', async () => {
  const { id, link } = await invite();
  const newer = await newLink(id);
  await expect(setFirstPassword(link, 'the first password')).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await setFirstPassword(newer, 'the other password')).toBe(id);
});

it('ends after a week and no sooner', async () => {
  const { link } = await invite();
  await clock.sleep(7 * DAY - 1);
  expect(await readLink(link)).toMatchObject({ purpose: 'set_password' });
  await clock.sleep(1);
  expect(await readLink(link)).toBeUndefined();
  await expect(setFirstPassword(link, 'a long enough password')).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('is not made for people whose account was entered', async () => {
  const { id, link } = await invite();
  await setFirstPassword(link, 'a long enough password');
  for (const known of [id, (await makeMember(tenant)).id]) {
    await expect(newLink(known)).rejects.toMatchObject({ code: 'conflict' });
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
  const { link: invited } = await invite();
  await expect(createFirstOperator(invited, account)).rejects.toMatchObject({ code: 'not_found' });
  await expect(setFirstPassword(link, 'a long password')).rejects.toMatchObject({
    code: 'not_found',
  });
});
