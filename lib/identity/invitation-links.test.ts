import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAccount } from '@/e2e/support/make-account';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeRealTenant, type RealTenant, tokenOf } from '@/e2e/support/make-real-tenant';
import { makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { now, SimulatedClock, setClock } from '@/lib/clock';
import { createTenant } from '@/lib/console/create-tenant';
import { withAuth } from '@/lib/db/auth-sql';
import { renewTenant } from '@/lib/db/credentials';
import { closePools } from '@/lib/db/pools';
import { withTenant } from '@/lib/db/tenant-models';
import { transaction } from '@/lib/db/transaction';
import { newId } from '@/lib/ids';
import { addMember } from '@/lib/tenancy/add-member';
import { listMemberships, verifyTenantSession } from '@/lib/tenancy/verify-session';
import { acceptInvitation, createInvitationLink } from './invitation-links';
import { readLink } from './one-time-links';
import { createSession } from './sessions';

let tenant: RealTenant;
beforeAll(async () => {
  tenant = await makeRealTenant();
});
afterAll(closePools);

const notFound = { code: 'not_found' };

/** Somebody with an account whom the tenant invited, signed in. */
async function invited() {
  const { id, email } = await makeAccount();
  const session = await createSession(id);
  await addMember(tenant.ctx, { email, name: 'Invited', role: 'member' });
  const { link, kind } = await createInvitationLink(tenant.ctx, id);
  expect(kind).toBe('join');
  return { id, email, session, token: tokenOf(link) };
}

it('says which workspace and whom it is for', async () => {
  const { id, email, token } = await invited();
  const workspace = tenant.ctx.tenantName;
  expect(await readLink(token)).toEqual({ purpose: 'join', userId: id, email, workspace });
});

it('opens nothing before it is accepted: no context, no renewal, no listing', async () => {
  const { id, session, token } = await invited();
  const [row] = await withAuth((sql) =>
    sql<{ id: string }>('select id from user_session where user_id = $1', [id]),
  );
  const outcome = async () => ({
    minted: await verifyTenantSession(session, tenant.slug).then(
      () => true,
      () => false,
    ),
    renewed: (await renewTenant(row?.id ?? '', tenant.slug)) !== undefined,
    listed: (await listMemberships(session)).length,
  });
  expect(await outcome()).toEqual({ minted: false, renewed: false, listed: 0 });
  expect(await acceptInvitation(session, token)).toBe(tenant.slug);
  expect(await outcome()).toEqual({ minted: true, renewed: true, listed: 1 });
  await withTenant(tenant.ctx, async (tx) => {
    const where = { action: 'member.accept', objectId: id };
    const entries = await tx.auditEntry.findMany({ where, select: { actorId: true } });
    expect(entries).toMatchObject([{ actorId: id }]);
  });
});

it('is of no use to somebody else, and still there for whom it is for', async () => {
  const { session, token } = await invited();
  const stranger = await invited();
  await expect(acceptInvitation(stranger.session, token)).rejects.toMatchObject(notFound);
  await expect(acceptInvitation(newId(), token)).rejects.toMatchObject(notFound);
  await expect(verifyTenantSession(stranger.session, tenant.slug)).rejects.toMatchObject(notFound);
  await expect(verifyTenantSession(session, tenant.slug)).rejects.toMatchObject(notFound);
  expect(await acceptInvitation(session, token)).toBe(tenant.slug);
});

it('works once, also when it is used twice at the same time', async () => {
  const { id, email, session, token } = await invited();
  const uses = [acceptInvitation(session, token), acceptInvitation(session, token)];
  const results = await Promise.allSettled(uses);
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(acceptInvitation(session, token)).rejects.toMatchObject(notFound);
  expect(await readLink(token)).toBeUndefined();
  await withTenant(tenant.ctx, (tx) => tx.membership.deleteMany({ where: { userId: id } }));
  await addMember(tenant.ctx, { email, name: 'Invited again', role: 'member' });
  await expect(acceptInvitation(session, token)).rejects.toMatchObject(notFound);
});

it('ends after a week', async () => {
  const { session, token } = await invited();
  const undo = setClock(new SimulatedClock(now().getTime() + 7 * 24 * 60 * 60_000));
  try {
    expect(await readLink(token)).toBeUndefined();
    await expect(acceptInvitation(session, token)).rejects.toMatchObject(notFound);
  } finally {
    undo();
  }
  await expect(verifyTenantSession(session, tenant.slug)).rejects.toMatchObject(notFound);
});

it('is made by those who manage the person, in their own workspace', async () => {
  const demo = await makeTenant();
  const [admin, other, member] = [
    await makeMember(demo, 'admin'),
    await makeMember(demo, 'admin'),
    await makeMember(demo),
  ];
  const { id: fresh } = await addMember(demo.ctx, {
    email: `${newId()}@example.test`,
    name: 'New',
    role: 'member',
  });
  expect((await createInvitationLink(admin.ctx, fresh)).kind).toBe('set_password');
  for (const [ctx, person] of [
    [admin.ctx, other.id],
    [admin.ctx, demo.ctx.principal.id],
    [member.ctx, fresh],
    [tenant.ctx, fresh],
  ] as const) {
    await expect(createInvitationLink(ctx, person)).rejects.toMatchObject(notFound);
  }
});

it('makes an owner of somebody with an account when that person accepts', async () => {
  const { id, email } = await makeAccount({ password: 'a long enough password' });
  const session = await createSession(id);
  const slug = `o-${newId().slice(0, 8)}`;
  const { link, kind } = await createTenant(await makePlatformPerson('operator'), {
    slug,
    name: 'Owned',
    plan: 'free',
    timeZone: 'UTC',
    ownerName: 'Owner',
    ownerEmail: email,
  });
  expect(kind).toBe('join');
  await expect(verifyTenantSession(session, slug)).rejects.toMatchObject(notFound);
  await acceptInvitation(session, tokenOf(link));
  expect((await verifyTenantSession(session, slug)).principal.role).toBe('owner');
});

it('takes a demo person for admitted in demo workspaces alone', async () => {
  const person = await makePerson();
  const demo = await makeTenant();
  const member = { email: person.email, name: 'Demo', role: 'member' } as const;
  await addMember(demo.ctx, member);
  expect((await verifyTenantSession(person.session, demo.slug)).principal.id).toBe(person.id);
  await addMember(tenant.ctx, member);
  await expect(verifyTenantSession(person.session, tenant.slug)).rejects.toMatchObject(notFound);
});

it('cannot be stood in for by a statement of the app', async () => {
  const { id } = await invited();
  const context = await tenant.ctx.databaseToken();
  for (const text of [
    `update membership set accepted_at = now() where user_id = '${id}'`,
    'select token_hash from one_time_link',
    `select tenancy.admit(tenancy.current_tenant(), gen_random_uuid(), 'a@b.test', 'A', 'owner', now())`,
  ]) {
    await expect(transaction('app', context, (client) => client.query(text))).rejects.toThrow(
      /permission denied/,
    );
  }
  const demo = await makeTenant();
  const { id: theirs } = await makeMember(demo);
  const link = `select tenancy.create_invitation_link($1, $2, '', now())`;
  await expect(
    transaction('app', context, (client) => client.query(link, [demo.ctx.tenantId, theirs])),
  ).rejects.toThrow(/not allowed/);
});
