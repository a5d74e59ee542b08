import { beforeEach, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { endedWork } from '@/lib/db/credentials';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { createSession } from '@/lib/identity/sessions';
import { addMember } from '@/lib/tenancy/add-member';
import { isSignedOutOf, verifyTenantSession } from '@/lib/tenancy/verify-session';
import { signOutMember } from './sign-out-member';

type Colleague = Awaited<ReturnType<typeof makeMember>>;

let tenant: MadeTenant;
let other: MadeTenant;
let member: Colleague;
let admin: Colleague;
beforeEach(async () => {
  [tenant, other] = [await makeTenant(), await makeTenant()];
  [member, admin] = [await makeMember(tenant), await makeMember(tenant, 'admin')];
});

const absent = { code: 'not_found' };
const forbidden = { code: 'forbidden' };

it('ends what sessions may do in this workspace alone, open work included, until the next sign-in', async () => {
  const { principal, tenantId, sessionId } = member.ctx;
  await addMember(other.ctx, { email: principal.email ?? '', name: 'Guest', role: 'member' });
  await signOutMember(admin.ctx, member.id);
  await expect(verifyTenantSession(member.session, tenant.slug)).rejects.toMatchObject(absent);
  expect(await isSignedOutOf(member.session, tenant.slug)).toBe(true);
  expect(
    await endedWork([{ tenantId, personId: principal.id, sessionId, keyId: undefined }]),
  ).toEqual([0]);
  const elsewhere = await verifyTenantSession(member.session, other.slug);
  expect(elsewhere.tenantId).toBe(other.ctx.tenantId);
  expect(await isSignedOutOf(member.session, other.slug)).toBe(false);
  const again = await createSession(member.id);
  expect((await verifyTenantSession(again, tenant.slug)).principal.id).toBe(member.id);
});

it('is for whoever manages the member', async () => {
  const peer = await makeMember(tenant, 'admin');
  await expect(signOutMember(member.ctx, admin.id)).rejects.toMatchObject(forbidden);
  await expect(signOutMember(admin.ctx, peer.id)).rejects.toMatchObject(forbidden);
  await expect(signOutMember(admin.ctx, tenant.ctx.principal.id)).rejects.toMatchObject(forbidden);
  await expect(signOutMember(other.ctx, member.id)).rejects.toMatchObject(absent);
  const ask = (ctx: Colleague['ctx'], id: string) =>
    withTenantSql(ctx, (sql) =>
      sql<{ done: boolean }>(
        'select tenancy.sign_out_member($1) as done where tenancy.current_tenant() = :tenant',
        [id],
      ),
    );
  await expect(ask(member.ctx, peer.id)).rejects.toThrow();
  expect(await ask(admin.ctx, peer.id)).toEqual([{ done: false }]);
  expect(await ask(other.ctx, member.id)).toEqual([{ done: false }]);
  await signOutMember(tenant.ctx, peer.id);
  await expect(verifyTenantSession(peer.session, tenant.slug)).rejects.toMatchObject(absent);
  expect((await verifyTenantSession(member.session, tenant.slug)).principal.id).toBe(member.id);
});
