import { createFolder } from '@/lib/documents/folders/create-folder';
import { setFolderAudience } from '@/lib/documents/folders/set-folder-audience';
import { createGroup } from '@/lib/documents/groups/create-group';
import { setGroupMembers } from '@/lib/documents/groups/set-group-members';
import { createSession } from '@/lib/identity/sessions';
import { addMember } from '@/lib/tenancy/add-member';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { provisionTenant } from '@/lib/tenancy/provision-tenant';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { setDemoPassword, userIdOf } from './demo-people';
import type { DemoTenant } from './demo-tenants';

export interface CreatedTenant {
  tenant: DemoTenant;
  owner: TenantContext;
  /** By folder name. */
  folderIds: Map<string, string>;
}

/** Makes a tenant as an operator and then its owner would: people, groups, folders and who reads them. */
export async function createTenant(
  operator: PlatformContext,
  tenant: DemoTenant,
  passwordOf: (email: string) => string,
): Promise<CreatedTenant> {
  const owner = tenant.people.find((person) => person.role === 'owner');
  if (!owner) throw new Error(`${tenant.slug} has no owner.`);
  await provisionTenant(operator, {
    slug: tenant.slug,
    name: tenant.name,
    plan: tenant.plan,
    tier: 'namespace',
    timeZone: tenant.timeZone,
    ownerEmail: owner.email,
    ownerName: owner.name,
    demo: true,
    reason: 'Demo workspace of a new installation',
  });
  const ctx = await verifyTenantSession(
    await createSession(await userIdOf(owner.email)),
    tenant.slug,
  );
  for (const { email, name, role } of tenant.people) {
    if (role !== 'owner') await addMember(ctx, { email, name, role });
    await setDemoPassword(email, passwordOf(email));
  }
  const groupIds = new Map<string, string>();
  for (const group of tenant.groups) {
    const { id } = await createGroup(ctx, { name: group.name });
    await setGroupMembers(ctx, { id, memberIds: await Promise.all(group.people.map(userIdOf)) });
    groupIds.set(group.name, id);
  }
  return { tenant, owner: ctx, folderIds: await createFolders(ctx, tenant, groupIds) };
}

async function createFolders(
  ctx: TenantContext,
  tenant: DemoTenant,
  groupIds: Map<string, string>,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const folder of tenant.folders) {
    const { id } = await createFolder(ctx, { name: folder.name });
    ids.set(folder.name, id);
    if (folder.people) {
      const personIds = await Promise.all(folder.people.map(userIdOf));
      await setFolderAudience(ctx, { id, audience: 'people', personIds });
    }
    const groupId = folder.group && groupIds.get(folder.group);
    if (groupId) await setFolderAudience(ctx, { id, audience: 'groups', groupIds: [groupId] });
  }
  return ids;
}
