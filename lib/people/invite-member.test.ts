import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount } from '@/e2e/support/make-account';
import {
  enterByLink,
  makeRealTenant,
  type RealTenant,
  tokenOf,
} from '@/e2e/support/make-real-tenant';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { resolveIdentity } from '@/lib/identity/external-identity';
import { acceptInvitation } from '@/lib/identity/invitation-links';
import { readLink, setFirstPassword } from '@/lib/identity/one-time-links';
import { createSession } from '@/lib/identity/sessions';
import { newId } from '@/lib/ids';
import { listMemberships, verifyTenantSession } from '@/lib/tenancy/verify-session';
import { inviteMember, renewInvitation } from './invite-member';
import { listMembers } from './queries';
import { removeMember } from './remove-member';

let a: RealTenant;
let b: RealTenant;
beforeAll(async () => {
  [a, b] = [await makeRealTenant(), await makeRealTenant()];
});
afterAll(closePools);

const newPerson = (role: 'admin' | 'member' = 'member') => ({
  email: `${newId()}@corp.test`,
  name: 'Bob',
  role,
});
const notFound = { code: 'not_found' };

describe('a person whom another workspace invited first', () => {
  it('is not in the hands of that workspace’s administrator', async () => {
    const bob = newPerson();
    const first = await inviteMember(a.ctx, bob);
    expect(first.kind).toBe('set_password');
    // A's administrator keeps the link and becomes Bob.
    const impostor = await enterByLink(first.link);
    const second = await inviteMember(b.ctx, bob);
    expect(second).toMatchObject({ kind: 'join', memberId: first.memberId });
    await expect(verifyTenantSession(impostor, b.slug)).rejects.toMatchObject(notFound);
    expect((await listMemberships(impostor)).map(({ slug }) => slug)).toEqual([a.slug]);
    for (const guess of [first.link, `/link/${newId()}`]) {
      await expect(acceptInvitation(impostor, tokenOf(guess))).rejects.toMatchObject(notFound);
    }
    await expect(renewInvitation(a.ctx, first.memberId)).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(setFirstPassword(tokenOf(second.link), 'another password')).rejects.toMatchObject(
      notFound,
    );
    await expect(verifyTenantSession(impostor, b.slug)).rejects.toMatchObject(notFound);

    expect(await acceptInvitation(impostor, tokenOf(second.link))).toBe(b.slug);
    expect((await verifyTenantSession(impostor, b.slug)).principal.role).toBe('member');
  });

  it('keeps an old link from setting a password once the account opens another workspace', async () => {
    const bob = newPerson();
    const kept = await inviteMember(a.ctx, bob);
    const join = await inviteMember(b.ctx, bob);
    const identity = { issuer: 'https://issuer.test', subject: newId(), email: bob.email };
    expect(await resolveIdentity({ ...identity, emailVerified: true })).toBe(kept.memberId);
    await acceptInvitation(await createSession(kept.memberId), tokenOf(join.link));
    expect(await readLink(tokenOf(kept.link))).toBeUndefined();
    await expect(setFirstPassword(tokenOf(kept.link), 'a long password')).rejects.toMatchObject(
      notFound,
    );
    await expect(renewInvitation(a.ctx, kept.memberId)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('gets one link for a password, also when two workspaces invite at the same time', async () => {
    const people = [newPerson(), newPerson(), newPerson()];
    // An account that was there before, entered by nobody, takes another way through the database.
    for (let n = 0; n < 5; n++) people.push({ ...newPerson(), email: (await makeAccount()).email });
    for (const bob of people) {
      const links = await Promise.all([inviteMember(a.ctx, bob), inviteMember(b.ctx, bob)]);
      expect(links.map(({ kind }) => kind).sort()).toEqual(['join', 'set_password']);
    }
  });
});

it('starts anew for a person who was removed before anybody entered the account', async () => {
  const bob = newPerson();
  const kept = await inviteMember(a.ctx, bob);
  await removeMember(a.ctx, kept.memberId);
  expect(await readLink(tokenOf(kept.link))).toBeUndefined();
  const again = await inviteMember(b.ctx, bob);
  expect(again.kind).toBe('set_password');
  await expect(setFirstPassword(tokenOf(kept.link), 'a long password')).rejects.toMatchObject(
    notFound,
  );
  await enterByLink(again.link);
  await removeMember(b.ctx, again.memberId);
  expect((await inviteMember(a.ctx, bob)).kind).toBe('join');
});

it('lists who has not accepted by address, renews the link and takes it back', async () => {
  const { id, email } = await makeAccount({ password: 'a long enough password' });
  const session = await createSession(id);
  const first = await inviteMember(a.ctx, { email, name: 'Anybody', role: 'admin' });
  const find = async () => (await listMembers(a.ctx)).find((member) => member.id === id);
  expect(await find()).toMatchObject({ name: email, invited: true, manageable: true });
  const second = await renewInvitation(a.ctx, id);
  expect(await readLink(tokenOf(first.link))).toBeUndefined();
  await removeMember(a.ctx, id);
  await expect(acceptInvitation(session, tokenOf(second.link))).rejects.toMatchObject(notFound);
  const third = await inviteMember(a.ctx, { email, name: 'Anybody', role: 'member' });
  await acceptInvitation(session, tokenOf(third.link));
  expect(await find()).toMatchObject({ name: 'Test', invited: false, role: 'member' });
});

it('writes down that an invitation was renewed, and nothing when it was not', async () => {
  const renewals = () =>
    withTenantSql(b.ctx, (sql) =>
      sql(
        `select object_id from audit_entry where tenant_id = :tenant and action = 'member.renew_invitation'`,
      ),
    );
  const { memberId } = await inviteMember(b.ctx, newPerson());
  await expect(renewInvitation(b.ctx, b.ctx.principal.id)).rejects.toThrow();
  expect(await renewals()).toEqual([]);
  await renewInvitation(b.ctx, memberId);
  expect(await renewals()).toEqual([{ object_id: memberId }]);
});
