import { withTenant } from '@/lib/db/tenant-models';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { groupName } from './group-row';
import type { GroupView } from './schema';

/** All groups of the workspace with their members, by name; for those who manage members. */
export async function listGroups(ctx: TenantContext): Promise<GroupView[]> {
  authorize(ctx, 'members:manage');
  const { groups, members } = await withTenant(ctx, async (tx) => ({
    groups: await tx.userGroup.findMany(),
    members: await tx.groupMember.findMany(),
  }));
  return groups
    .map((row) => ({
      id: row.id,
      name: groupName(ctx, row.id, row.nameSealed),
      memberIds: members
        .filter((member) => member.groupId === row.id)
        .map((member) => member.userId),
      createdAt: row.createdAt.toISOString(),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
