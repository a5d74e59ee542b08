import { expect, it } from 'vitest';
import { makeAccount } from '@/e2e/support/make-account';
import { makeRealTenant, tokenOf } from '@/e2e/support/make-real-tenant';
import { newId } from '@/lib/ids';
import { addMember } from '@/lib/tenancy/add-member';
import { listMemberships, verifyTenantSession } from '@/lib/tenancy/verify-session';
import { resolveIdentity } from './external-identity';
import { acceptInvitation, createInvitationLink } from './invitation-links';
import { setFirstPassword } from './one-time-links';
import { createSession, rotateSession } from './sessions';
import { signIn } from './sign-in';

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

it('puts out whoever held the account before its address was verified', async () => {
  const [first, second] = [await makeRealTenant(), await makeRealTenant()];
  const email = `${newId()}@example.test`;
  const password = 'known to whoever invited first';
  const invite = async (tenant: typeof first) => {
    const { id } = await addMember(tenant.ctx, { email, name: 'Invited', role: 'member' });
    return tokenOf((await createInvitationLink(tenant.ctx, id)).link);
  };
  const id = await setFirstPassword(await invite(first), password);
  const planted = await createSession(id);
  expect(await listMemberships(planted)).toHaveLength(1);

  const verified = { issuer, subject: newId(), email, emailVerified: true };
  expect(await resolveIdentity(verified)).toBe(id);
  const own = await createSession(id);
  expect(await acceptInvitation(own, await invite(second))).toBe(second.slug);
  await expect(signIn({ email, password, address: newId() })).rejects.toMatchObject({
    code: 'unauthenticated',
  });
  // Whose password was right in the moment before.
  await expect(createSession(id, { byPassword: true })).rejects.toMatchObject({
    code: 'unauthenticated',
  });
  await expect(verifyTenantSession(planted, second.slug)).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await resolveIdentity(verified)).toBe(id);
  expect((await verifyTenantSession(own, second.slug)).principal.id).toBe(id);
});

it('leaves the platform’s people the password that they chose themselves', async () => {
  const password = 'chosen by the operator alone';
  const { id, email } = await makeAccount({ password, platformRole: 'operator' });
  const session = await createSession(id);
  expect(await resolveIdentity({ issuer, subject: newId(), email, emailVerified: true })).toBe(id);
  expect(await signIn({ email, password, address: newId() })).toBe(id);
  expect(await rotateSession(session)).toBe(session);
});
