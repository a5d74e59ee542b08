import { now } from '@/lib/clock';
import { CUSTOMERS } from '@/lib/console/customers';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { governing } from './propose-change';
import type { CreateGroup, RemoveGroup, SetGroup, TenantGroup } from './schema';

/** By name, each with its tenants. */
export async function listGroups(ctx: PlatformContext): Promise<TenantGroup[]> {
  authorizePlatform(ctx, 'tenants:read');
  const why = { action: 'policy.view', reason: 'Looked at groups of tenants', fold: '5 minutes' };
  return withPlatform(ctx, why, (sql) =>
    sql<TenantGroup>(
      `select g.id, g.name, coalesce((
         select json_agg(json_build_object('id', t.id, 'name', t.name) order by t.name, t.id)
         from tenant_group_member m join tenant t on t.id = m.tenant_id where m.group_id = g.id), '[]') as tenants
       from tenant_group g order by g.name`,
    ),
  );
}

/** `conflict` when the name is taken. Returns its id. */
export async function createGroup(ctx: PlatformContext, input: CreateGroup): Promise<string> {
  authorizePlatform(ctx, 'policies:edit');
  const { name, tenants, reason } = input;
  const id = newId();
  const why = { action: 'group.create', reason, detail: { group: id, name } };
  await governing(ctx, why, async (sql) => {
    const added = await sql(
      `insert into tenant_group (id, name, created_by, created_at) values ($1, $2, $3, $4)
       on conflict (name) do nothing returning id`,
      [id, name, ctx.userId, now()],
    );
    if (added.length === 0) throw new AppError('conflict', 'There is a group of that name.');
    await addMembers(ctx, sql, id, tenants);
  });
  return id;
}

/** Some tenants come, some go; policies stay as they are. Throws `not_found`. */
export async function setGroup(ctx: PlatformContext, input: SetGroup): Promise<void> {
  authorizePlatform(ctx, 'policies:edit');
  const { id, added, removed, reason } = input;
  const why = { action: 'group.edit', reason, detail: { group: id, added, removed } };
  await governing(ctx, why, async (sql) => {
    const [known] = await sql('select from tenant_group where id = $1', [id]);
    if (!known) throw notFound();
    await sql(
      'delete from tenant_group_member where group_id = $1 and tenant_id = any ($2::uuid[])',
      [id, [...removed, ...added]],
    );
    await addMembers(ctx, sql, id, added);
  });
}

/** Throws `not_found`. */
export async function removeGroup(ctx: PlatformContext, input: RemoveGroup): Promise<void> {
  authorizePlatform(ctx, 'policies:edit');
  const { id, reason } = input;
  await governing(ctx, { action: 'group.remove', reason, detail: { group: id } }, async (sql) => {
    await sql('delete from tenant_group_member where group_id = $1', [id]);
    const removed = await sql('delete from tenant_group where id = $1 returning id', [id]);
    if (removed.length === 0) throw notFound();
  });
}

async function addMembers(
  ctx: PlatformContext,
  sql: PlatformSql,
  group: string,
  tenants: readonly string[],
): Promise<void> {
  const all = [...new Set(tenants)];
  const added = await sql(
    `insert into tenant_group_member (tenant_id, group_id, added_by, added_at)
     select t.id, $1, $2, $3 from tenant t where t.id = any ($4::uuid[]) and t.id in ${CUSTOMERS} returning tenant_id`,
    [group, ctx.userId, now(), all],
  );
  if (added.length < all.length) throw new AppError('invalid_input', 'There is no such tenant.');
}
