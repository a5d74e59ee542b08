import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { withTenant } from '@/lib/db/tenant-models';
import { transaction } from '@/lib/db/transaction';
import { newId } from '@/lib/ids';
import { addMember } from './add-member';
import { PLAN_DEFAULTS } from './plans';
import { policyOf } from './policy';
import { type NewTenant, provisionTenant } from './provision-tenant';
import { verifyPlatformSession, verifyTenantSession } from './verify-session';

let tenant: MadeTenant;
beforeAll(async () => {
  tenant = await makeTenant('starter');
});
afterAll(closePools);

const request = (slug: string, ownerEmail: string): NewTenant => ({
  slug,
  name: 'Acme',
  plan: 'free',
  tier: 'namespace',
  timeZone: 'Europe/Berlin',
  ownerEmail,
  ownerName: 'Owner',
  demo: true,
  reason: 'signed the contract',
});

const platform = async (role: 'operator' | 'finance' | 'auditor') =>
  verifyPlatformSession((await makePerson(role)).session);

const newSlug = () => `p-${newId().slice(0, 8)}`;

describe('provisionTenant', () => {
  it('makes a tenant with policy, owner, folder and evidence', async () => {
    const owner = await makePerson();
    const slug = newSlug();
    const made = await provisionTenant(await platform('operator'), request(slug, owner.email));
    const ctx = await verifyTenantSession(owner.session, slug);
    expect(ctx).toMatchObject({ tenantId: made.tenantId, plan: 'free', policyVersion: 1 });
    expect(made.ownerId).toBe(owner.id);
    expect(await policyOf(ctx)).toEqual(PLAN_DEFAULTS.free);
    await withTenant(ctx, async (tx) => {
      const folders = await tx.folder.findMany({ select: { id: true, audience: true } });
      expect(folders).toMatchObject([{ id: made.folderId, audience: 'everyone' }]);
      const entries = await tx.auditEntry.findMany({ select: { action: true, actorKind: true } });
      expect(entries).toMatchObject([{ action: 'tenant.create', actorKind: 'operator' }]);
    });
  });

  it('leaves nothing behind when the slug is taken', async () => {
    const email = `${newId()}@example.test`;
    await expect(
      provisionTenant(await platform('operator'), request(tenant.slug, email)),
    ).rejects.toMatchObject({ code: 'conflict' });
    const people = await transaction('auth', undefined, async (client) =>
      client.query('select id from app_user where email = $1', [email]),
    );
    expect(people.rowCount).toBe(0);
  });

  it.each(['finance', 'auditor'] as const)('is refused to %s', async (role) => {
    const ctx = await platform(role);
    await expect(provisionTenant(ctx, request(newSlug(), 'a@b.test'))).rejects.toMatchObject({
      code: 'forbidden',
    });
    const token = await ctx.databaseToken();
    const direct = `select tenancy.provision(gen_random_uuid(), 'x-x', 'X', 'free', 'shared', 'UTC', false, '{}', 'test',
      gen_random_uuid(), gen_random_uuid(), 'x@example.test', 'X', now())`;
    await expect(transaction(role, token, (client) => client.query(direct))).rejects.toThrow(
      /denied/,
    );
    // Nor does the operator's login help without an operator's context.
    await expect(transaction('operator', token, (client) => client.query(direct))).rejects.toThrow(
      /needs an operator/,
    );
  });
});

describe('addMember', () => {
  const someone = (role: 'admin' | 'member') => ({
    email: `${newId()}@example.test`,
    name: 'New',
    role,
  });

  it('lets owners add admins and members, admins members, members nobody', async () => {
    const admin = await makeMember(tenant, 'admin');
    const member = await makeMember(tenant, 'member');
    await addMember(tenant.ctx, someone('admin'));
    await addMember(admin.ctx, someone('member'));
    for (const attempt of [
      () => addMember(admin.ctx, someone('admin')),
      () => addMember(member.ctx, someone('member')),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' });
    }
    const token = await member.ctx.databaseToken();
    const direct = `select tenancy.add_member(gen_random_uuid(), 'm@example.test', 'M', 'member', now())`;
    for (const context of [token, undefined]) {
      await expect(transaction('app', context, (client) => client.query(direct))).rejects.toThrow(
        /not allowed/,
      );
    }
  });

  it('adds a person of another tenant without making a second one, and only once', async () => {
    const other = await makeTenant();
    const person = await makeMember(other);
    const { email } = person.ctx.principal;
    expect(await addMember(tenant.ctx, { email, name: 'Known', role: 'member' })).toEqual({
      id: person.id,
      created: false,
    });
    expect((await verifyTenantSession(person.session, tenant.slug)).principal.role).toBe('member');
    await expect(
      addMember(tenant.ctx, { email, name: 'Known', role: 'member' }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});
