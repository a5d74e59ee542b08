import { openKeyName } from '@/lib/api-keys/key-name';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { folderName } from '@/lib/documents/folders/folder-row';
import { groupName } from '@/lib/documents/groups/group-row';
import { exportNotifications } from '@/lib/notifications/export-notifications';
import { exportPersonaVersions } from '@/lib/persona/persona';
import { readGrants } from '@/lib/support-access/grant-row';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ExportArchive } from './export-archive';

/** Who belongs to the workspace and how it is set up. */
export async function exportSettings(ctx: TenantContext, archive: ExportArchive): Promise<void> {
  const { people, folders, groups, policies, keys, facts, support } = await withTenantSql(
    ctx,
    (sql) => readSettings(ctx, sql),
  );
  archive.counts.people = people.length;
  await archive.addJson(['settings', 'workspace.json'], facts);
  await archive.addJson(['settings', 'people.json'], people);
  await archive.addJson(['settings', 'folders.json'], folders);
  await archive.addJson(['settings', 'groups.json'], groups);
  await archive.addJson(['settings', 'policies.json'], policies);
  await archive.addJson(['settings', 'api-keys.json'], keys);
  await archive.addJson(['settings', 'support-access.json'], support);
  await archive.addJson(['settings', 'notifications.json'], await exportNotifications(ctx));
  await archive.addJson(['settings', 'persona.json'], await exportPersonaVersions(ctx));
}

async function readSettings(ctx: TenantContext, sql: TenantSql) {
  const [facts] = await sql<object>(
    `select t.slug, t.name, t.plan, t.time_zone as "timeZone", t.created_at as "createdAt" from tenant t where t.id = :tenant`,
  );
  const people = await sql<object>(
    `select u.id, u.email, u.name, m.role, m.created_at as "addedAt", m.accepted_at as "acceptedAt"
     from membership m join app_user u on u.id = m.user_id where m.tenant_id = :tenant order by u.email`,
  );
  const folders = await sql<{ id: string; name_sealed: Buffer | null }>(
    `select f.id, f.name_sealed, f.audience, f.created_at as "createdAt",
       array(select g.group_id from folder_group g where g.tenant_id = f.tenant_id and g.folder_id = f.id) as groups,
       array(select p.user_id from folder_person p where p.tenant_id = f.tenant_id and p.folder_id = f.id) as people
     from folder f where f.tenant_id = :tenant order by f.created_at`,
  );
  const groups = await sql<{ id: string; name_sealed: Buffer }>(
    `select g.id, g.name_sealed, g.created_at as "createdAt",
       array(select m.user_id from group_member m where m.tenant_id = g.tenant_id and m.group_id = g.id) as members
     from user_group g where g.tenant_id = :tenant order by g.created_at`,
  );
  const policies = await sql<object>(
    `select version, manifest, created_at as "createdAt" from policy_version where tenant_id = :tenant order by version`,
  );
  const keys = await sql<{ id: string; name_sealed: Buffer }>(
    `select k.id, k.name_sealed, k.scopes, k.allow_list as "allowList", k.requests_per_minute as "requestsPerMinute",
       k.burst_per_second as "burstPerSecond", k.tokens_per_minute as "tokensPerMinute", k.in_flight as "inFlight",
       k.may_downgrade as "mayDowngrade", k.created_by as "createdBy", k.created_at as "createdAt",
       k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt", k.replaces
     from api_key k where k.tenant_id = :tenant order by k.created_at`,
  );
  return {
    facts,
    support: await readGrants(ctx, sql, { limit: 10_000, where: 'true' }),
    people,
    policies,
    keys: keys.map(({ name_sealed, ...key }) => ({
      ...key,
      name: openKeyName(ctx, key.id, name_sealed),
    })),
    folders: folders.map(({ name_sealed, ...folder }) => ({
      ...folder,
      name: folderName(ctx, folder.id, name_sealed),
    })),
    groups: groups.map(({ name_sealed, ...group }) => ({
      ...group,
      name: groupName(ctx, group.id, name_sealed),
    })),
  };
}
