import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { listAuditEntries } from '@/lib/audit/list-entries';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { changeRole } from './change-role';
import { inviteMember, renewInvitation } from './invite-member';
import { listMembers } from './queries';
import { removeMember } from './remove-member';

type Colleague = Awaited<ReturnType<typeof makeMember>>;

let tenant: MadeTenant;
let other: MadeTenant;
let admin: Colleague;
let member: Colleague;
beforeAll(async () => {
  [tenant, other] = [await makeTenant(), await makeTenant()];
  [admin, member] = [await makeMember(tenant, 'admin'), await makeMember(tenant)];
});
afterAll(closePools);

const ALWAYS = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
const forbidden = { code: 'forbidden' };
const notFound = { code: 'not_found' };
const ownerId = () => tenant.ctx.principal.id;
const newPerson = async (role: 'admin' | 'member') => ({
  email: (await makePerson()).email,
  name: 'New',
  role,
});
const roleOf = async (id: string) =>
  (await listMembers(tenant.ctx)).find((each) => each.id === id)?.role;

/** Everything that changes who belongs to the tenant. */
const changes: [string, (ctx: TenantContext, id: string) => Promise<unknown>][] = [
  ['change a role', (ctx, id) => changeRole(ctx, id, 'admin')],
  ['remove', removeMember],
  ['renew an invitation', renewInvitation],
];

describe('who belongs to a workspace', () => {
  it('is listed for everyone of it, with what the reader may change', async () => {
    const manageable = async (ctx: TenantContext) =>
      (await listMembers(ctx))
        .filter((each) => each.manageable)
        .map((each) => each.id)
        .sort();
    expect((await listMembers(member.ctx)).map((each) => each.id).sort()).toEqual(
      [ownerId(), admin.id, member.id].sort(),
    );
    expect(await manageable(tenant.ctx)).toEqual([admin.id, member.id].sort());
    expect(await manageable(admin.ctx)).toEqual([member.id]);
    expect(await manageable(member.ctx)).toEqual([]);
  });

  it.each(changes)('members never %s', async (_, change) => {
    for (const id of [ownerId(), admin.id, member.id])
      await expect(change(member.ctx, id)).rejects.toMatchObject(forbidden);
    await expect(inviteMember(member.ctx, await newPerson('member'))).rejects.toMatchObject(
      forbidden,
    );
  });

  it.each(changes)('admins never %s of an owner, an admin or themselves', async (_, change) => {
    const peer = await makeMember(tenant, 'admin');
    for (const id of [ownerId(), peer.id, admin.id])
      await expect(change(admin.ctx, id)).rejects.toMatchObject(forbidden);
  });

  it('admins make nobody an admin', async () => {
    await expect(changeRole(admin.ctx, member.id, 'admin')).rejects.toMatchObject(forbidden);
    await expect(inviteMember(admin.ctx, await newPerson('admin'))).rejects.toMatchObject(
      forbidden,
    );
    expect(await roleOf(member.id)).toBe('member');
  });

  it.each(changes)('nobody can %s in another workspace, nor of nobody', async (_, change) => {
    for (const id of [member.id, newId()])
      await expect(change(other.ctx, id)).rejects.toMatchObject(notFound);
    expect(await roleOf(member.id)).toBe('member');
  });

  it('an owner’s changes are in force at once and recorded', async () => {
    const { id, session } = await makeMember(tenant);
    await changeRole(tenant.ctx, id, 'admin');
    expect((await verifyTenantSession(session, tenant.slug)).principal.role).toBe('admin');
    await changeRole(tenant.ctx, id, 'admin');
    await removeMember(tenant.ctx, id);
    await expect(verifyTenantSession(session, tenant.slug)).rejects.toMatchObject(notFound);
    const recorded = async (action: string) =>
      (await listAuditEntries(tenant.ctx, { ...ALWAYS, action })).page.rows.map(
        (entry) => entry.detail,
      );
    expect(await recorded('member.role')).toEqual([{ from: 'member', to: 'admin' }]);
    expect(await recorded('member.remove')).toEqual([{ role: 'admin' }]);
  });
});
