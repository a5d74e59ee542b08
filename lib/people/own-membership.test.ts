import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { placeHold } from '@/lib/lifecycle/retention/legal-hold';
import { addMember } from '@/lib/tenancy/add-member';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { leaveWorkspace } from './leave-workspace';
import { makeOwner, stepDown } from './owners';
import { listMembers } from './queries';

const absent = { code: 'not_found' };
const forbidden = { code: 'forbidden' };
const conflict = { code: 'conflict' };

let tenant: MadeTenant;
beforeEach(async () => {
  tenant = await makeTenant();
});
afterAll(closePools);

const again = (session: string) => verifyTenantSession(session, tenant.slug);
const roles = async () => (await listMembers(tenant.ctx)).map(({ role }) => role).sort();

describe('leaving', () => {
  it('ends the own membership alone, and other workspaces notice nothing', async () => {
    const [member, peer, other] = [
      await makeMember(tenant),
      await makeMember(tenant),
      await makeTenant(),
    ];
    await addMember(other.ctx, {
      email: member.ctx.principal.email,
      name: 'Guest',
      role: 'member',
    });
    await leaveWorkspace(member.ctx);
    await expect(again(member.session)).rejects.toMatchObject(absent);
    await expect(leaveWorkspace(member.ctx)).rejects.toThrow();
    expect((await verifyTenantSession(member.session, other.slug)).tenantId).toBe(
      other.ctx.tenantId,
    );
    expect((await again(peer.session)).principal.id).toBe(peer.id);
    const entries = await asSuperuser(
      `select actor_id, detail from audit_entry where tenant_id = $1 and action = 'member.leave'`,
      [tenant.ctx.tenantId],
    );
    expect(entries).toEqual([{ actor_id: member.id, detail: { role: 'member' } }]);
  });

  it('keeps what a hold keeps, without access', async () => {
    const member = await makeMember(tenant, 'admin');
    await placeHold(tenant.ctx, { reason: 'A dispute' });
    await leaveWorkspace(member.ctx);
    await expect(again(member.session)).rejects.toMatchObject(absent);
    expect((await listMembers(tenant.ctx)).find(({ id }) => id === member.id)).toMatchObject({
      keptUnderHold: true,
      role: 'member',
    });
  });

  it('is not for the last owner, also when two leave at once', async () => {
    await expect(leaveWorkspace(tenant.ctx)).rejects.toMatchObject(conflict);
    await expect(stepDown(tenant.ctx)).rejects.toMatchObject(conflict);
    const second = await makeMember(tenant);
    await makeOwner(tenant.ctx, second.id);
    const owner = await again(second.session);
    const left = await Promise.allSettled([leaveWorkspace(tenant.ctx), stepDown(owner)]);
    expect(left.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(left.find(({ status }) => status === 'rejected')).toMatchObject({ reason: conflict });
    const owners = await asSuperuser(
      `select user_id from membership where tenant_id = $1 and role = 'owner' and accepted_at is not null`,
      [tenant.ctx.tenantId],
    );
    expect(owners).toHaveLength(1);
  });
});

describe('owning', () => {
  it('is shared and handed over by owners alone', async () => {
    const admin = await makeMember(tenant, 'admin');
    const other = await makeTenant();
    const stranger = await makeMember(other);
    await expect(makeOwner(admin.ctx, admin.id)).rejects.toMatchObject(forbidden);
    await expect(stepDown(admin.ctx)).rejects.toMatchObject(forbidden);
    await expect(makeOwner(tenant.ctx, stranger.id)).rejects.toMatchObject(absent);
    await makeOwner(tenant.ctx, admin.id);
    await expect(makeOwner(tenant.ctx, admin.id)).rejects.toMatchObject(forbidden);
    expect(await roles()).toEqual(['owner', 'owner']);
    await stepDown(tenant.ctx);
    expect((await again(tenant.session)).principal.role).toBe('admin');
    expect((await again(admin.session)).principal.role).toBe('owner');
    expect((await verifyTenantSession(stranger.session, other.slug)).principal.role).toBe('member');
  });
});
