import { expect, it } from 'vitest';
import { makeAccount } from '@/e2e/support/make-account';
import { newId } from '@/lib/ids';
import { resolveIdentity } from './external-identity';

const issuer = 'https://issuer.example.test';

it('links a verified address to the person who has it, and knows the subject from then on', async () => {
  const { id, email } = await makeAccount();
  const subject = newId();
  const first = { issuer, subject, email: email.toUpperCase(), emailVerified: true };
  expect(await resolveIdentity(first)).toBe(id);
  expect(await resolveIdentity({ issuer, subject, email: undefined, emailVerified: false })).toBe(
    id,
  );
});

it('links nothing without a verified address, to nobody, or under another issuer', async () => {
  const { email } = await makeAccount();
  const subject = newId();
  const given = { issuer, subject, email, emailVerified: false };
  expect(await resolveIdentity(given)).toBeUndefined();
  const unknown = { ...given, email: `${newId()}@example.test`, emailVerified: true };
  expect(await resolveIdentity(unknown)).toBeUndefined();
  await resolveIdentity({ ...given, emailVerified: true });
  expect(await resolveIdentity({ ...given, issuer: 'https://other.example.test' })).toBeUndefined();
});
